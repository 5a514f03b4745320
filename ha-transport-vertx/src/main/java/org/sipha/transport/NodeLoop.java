package org.sipha.transport;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.Events;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.Reason;
import org.sipha.core.node.Step;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.Ports;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns a node: gives it one input after the other with the time, performs its effects in their
 * order, tells its events, writes its other reasons to the log {@code org.sipha.node}, and wakes it
 * when it wants to be woken.
 *
 * <p>All of that happens on one event-loop context of Vert.x that belongs to this loop alone, so
 * the node needs no lock. Inputs that were given on one thread are handled in the order in which
 * they were given; only what comes from the peer goes its own way ({@link InputQueue}).
 *
 * <p>The queue of inputs has no bound of its own: an input is a fact, and a fact can't be refused.
 * What produces inputs is bounded instead: the HA connection reads on only when what it read was
 * handled, and the SIP side takes no new call while {@link #waiting} is high.
 *
 * <p>A node or an effect that throws has met a state that nobody thought of. The loop then stops
 * for ever and says so once to {@code onBroken}, which should end the process: the peer takes over
 * from a process that has ended, but not from one that goes on in a state that is wrong.
 */
public final class NodeLoop implements Inputs {
  /**
   * So many inputs at most before a due tick is given again, and before sockets and timers of this
   * thread get a turn.
   */
  static final int MAX_INPUTS_PER_TURN = 100;

  private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);
  private static final Logger NODE_LOG = LoggerFactory.getLogger("org.sipha.node");
  private static final Input TICK = new Input.Tick();
  private static final long NEVER = Long.MAX_VALUE;

  /**
   * So long does the loop look again by itself after it has had something that nobody waits for: to
   * wake it for each one takes longer than to handle it.
   */
  private static final long LINGER_MILLIS = 10;

  private static final long CLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long APART_MILLIS = 500;
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Context context;
  private final Node node;
  private final Events events;
  private final Runnable onBroken;

  private final InputQueue queue = new InputQueue();
  // DUE from the start until start(): what is given before that waits.
  private final AtomicReference<NextTurn> nextTurn = new AtomicReference<>(NextTurn.DUE);
  private volatile boolean ended;

  // Of the context's thread alone:
  private @Nullable Ports ports;
  private long timer = NO_TIMER;
  private long timerAtNanos = NEVER;
  private boolean lingers;
  private Input.@Nullable WallClockRead clock;

  private enum NextTurn {
    /** Whoever gives something has to see to it. */
    NONE,
    /** It comes by itself within {@link #LINGER_MILLIS}. */
    LATER,
    /** It comes at once. */
    DUE
  }

  /** The part of {@link HaNode} that a loop needs. */
  interface Node {
    Step handle(Input input, long nowNanos);

    long wakeUpAtNanos();
  }

  /**
   * A loop that stands still until {@link #start}.
   *
   * @param node made with {@code System.nanoTime()}; from now on only this loop may call it, but
   *     for {@code calls()}
   * @param events where the node's events go, before the effects that come with them
   * @param onBroken called once, on the loop's thread, when the node can't go on; must not throw
   */
  public NodeLoop(Vertx vertx, HaNode node, Events events, Runnable onBroken) {
    this(
        vertx,
        new Node() {
          @Override
          public Step handle(Input input, long nowNanos) {
            return node.handle(input, nowNanos);
          }

          @Override
          public long wakeUpAtNanos() {
            return node.wakeUpAtNanos();
          }
        },
        events,
        onBroken);
  }

  NodeLoop(Vertx vertx, Node node, Events events, Runnable onBroken) {
    this.vertx = vertx;
    // Not getOrCreateContext(): that would share the context of whatever else the calling thread
    // creates.
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.node = node;
    this.events = events;
    this.onBroken = onBroken;
  }

  /** Begins to handle inputs, those given earlier included. Once. */
  public void start(Ports ports) {
    context.runOnContext(
        now -> {
          this.ports = ports;
          turn();
        });
  }

  /** Stops for ever: inputs and timers do nothing any more. */
  public void stop() {
    ended = true;
    context.runOnContext(now -> cancelTimer());
  }

  @Override
  public void give(Input input) {
    if (!ended) {
      queue.addOther(new InputQueue.Waiting(input, null));
      if (!isPatient(input) || nextTurn.get() != NextTurn.LATER) {
        scheduleTurn();
      }
    }
  }

  /** Where the HA connection gives what comes from the peer. */
  TrackedInputs fromPeer() {
    return (input, handled) -> {
      if (!ended) {
        queue.addFromPeer(new InputQueue.Waiting(input, handled));
        scheduleTurn();
      }
    };
  }

  /** Number of inputs that were given and not handled yet; any thread. */
  public int waiting() {
    return queue.size();
  }

  /** Where the HA connection tells its events. */
  Events events() {
    return events;
  }

  /**
   * The context on which the node lives; what must be in order with its inputs and effects runs
   * here too.
   */
  Context context() {
    return context;
  }

  /** Nobody waits for what becomes of it. */
  private static boolean isPatient(Input input) {
    return input instanceof Input.Shared shared && shared.gate() == 0;
  }

  private void scheduleTurn() {
    if (nextTurn.getAndSet(NextTurn.DUE) != NextTurn.DUE) {
      context.runOnContext(now -> turn());
    }
  }

  private void turn() {
    if (ended) {
      return;
    }
    try {
      readWallClock();
      long wakeUpAtNanos = node.wakeUpAtNanos();
      if (wakeUpAtNanos != NEVER && wakeUpAtNanos - System.nanoTime() <= 0) {
        handle(TICK);
      }
      boolean hadPatient = false;
      for (int i = 0; i < MAX_INPUTS_PER_TURN && !ended; i++) {
        InputQueue.Waiting next = queue.take();
        if (next == null) {
          break;
        }
        handle(next.input());
        hadPatient |= isPatient(next.input());
        if (next.handled() != null) {
          next.handled().run();
        }
      }
      setTimer();
      if (hadPatient) {
        linger();
      }
    } catch (Throwable programmingError) { // Errors too: nothing can be relied on after one.
      breakDown(programmingError);
      return;
    }
    nextTurn.set(lingers ? NextTurn.LATER : NextTurn.NONE);
    // An input given between the last take and the line above has seen DUE and scheduled nothing.
    if (queue.size() > 0) {
      scheduleTurn();
    }
  }

  /**
   * Every second, and at once when the clocks have moved apart: a host that was suspended knows it
   * before it believes what it knew before.
   */
  private void readWallClock() {
    Input.WallClockRead before = clock;
    long nanos = System.nanoTime();
    long millis = System.currentTimeMillis();
    if (before == null
        || nanos - before.atNanos() >= CLOCK_NANOS
        || before.millisAhead(millis, nanos) >= APART_MILLIS) {
      clock = new Input.WallClockRead(millis, nanos);
      handle(clock);
    }
  }

  private void handle(Input input) {
    Ports to = ports;
    if (to == null) {
      throw new IllegalStateException("the loop hasn't been started");
    }
    Step step = node.handle(input, System.nanoTime());
    for (Reason reason : step.reasons()) {
      tell(reason);
    }
    for (Effect effect : step.effects()) {
      effect.on(to);
    }
  }

  private void tell(Reason reason) {
    if (reason.code() != null) {
      events.happened(reason.code(), reason.text());
    } else {
      log(reason);
    }
  }

  private static void log(Reason reason) {
    switch (reason.level()) {
      case DEBUG -> NODE_LOG.debug(reason.text());
      case INFO -> NODE_LOG.info(reason.text());
      case WARN -> NODE_LOG.warn(reason.text());
      case ERROR -> NODE_LOG.error(reason.text());
    }
  }

  /**
   * Vert.x's timers count in milliseconds, so a tick comes up to one late. A timer that is set
   * earlier than needed stays: its turn gives no tick, and sets the next.
   */
  private void setTimer() {
    long wakeUpAtNanos = node.wakeUpAtNanos();
    if (wakeUpAtNanos == NEVER
        || (timer != NO_TIMER && timerAtNanos - wakeUpAtNanos <= 0)
        || ended) {
      return;
    }
    cancelTimer();
    timerAtNanos = wakeUpAtNanos;
    long millis = TimeUnit.NANOSECONDS.toMillis(wakeUpAtNanos - System.nanoTime()) + 1;
    timer =
        vertx.setTimer(
            Math.max(1, millis),
            id -> {
              timer = NO_TIMER;
              nextTurn.set(NextTurn.DUE);
              turn();
            });
  }

  private void linger() {
    if (!lingers) {
      lingers = true;
      vertx.setTimer(
          LINGER_MILLIS,
          id -> {
            lingers = false;
            if (nextTurn.compareAndSet(NextTurn.LATER, NextTurn.DUE)) {
              turn();
            }
          });
    }
  }

  private void cancelTimer() {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
      timer = NO_TIMER;
    }
  }

  private void breakDown(Throwable programmingError) {
    ended = true;
    queue.clear();
    cancelTimer();
    LOG.error(
        "The node is broken and stops; the process must end so that its peer takes over",
        programmingError);
    onBroken.run();
  }
}
