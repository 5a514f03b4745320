package org.sipha.core.simulation;

import static org.sipha.core.simulation.Troubles.Trouble.ARBITER_DENIES;
import static org.sipha.core.simulation.Troubles.Trouble.DISK_FULL;
import static org.sipha.core.simulation.Troubles.Trouble.DISK_SLOW;
import static org.sipha.core.simulation.Troubles.Trouble.DOWN_SCRIPT_FAILS;
import static org.sipha.core.simulation.Troubles.Trouble.SELF_CHECKS_HANG;
import static org.sipha.core.simulation.Troubles.Trouble.UP_SCRIPT_FAILS;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.Effect;
import org.sipha.core.node.HaNode;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Reason;
import org.sipha.core.node.Step;
import org.sipha.core.port.AddressScripts;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.AskReason;
import org.sipha.core.port.EpochStore;
import org.sipha.core.port.Grid;
import org.sipha.core.port.Operators;
import org.sipha.core.port.PeerSockets;
import org.sipha.core.port.Ports;

/** One process of one server: the real node, everything around it simulated. */
final class SimulatedProcess
    implements PeerSockets, Arbiter, EpochStore, AddressScripts, Operators {
  private static final long MILLI = 1_000_000L;

  /** From an adapter's thread to the node's. */
  private static final long HAND_OVER_NANOS = 1_000;

  /** What an input takes a slow process: a hundred times what is usual. */
  private static final long SLOW_NANOS = 10 * MILLI;

  private static final long SLOW_DISK_NANOS = 3_000 * MILLI;

  /** What does the node's effects, each in a thread of its own. */
  enum Adapter {
    ARBITER,
    DISK,
    SCRIPTS,
    SIP,
    GRID,
    PARTIES
  }

  private final Surroundings pair;
  private final int index;
  private long clockOffset;
  private final NodeSettings settings;
  private final HaNode node;
  private final Ports ports;
  private final List<Runnable> whileFrozen = new ArrayList<>();
  private final Map<Long, CommandResult> replies = new HashMap<>();

  private boolean alive = true;
  private boolean frozen;
  private boolean hung;
  private long slowUntil;
  private long busyUntil;
  private boolean tickWaits;
  private boolean disturbed;
  private int standstills;

  /** When each adapter will have done what it was given. */
  private final long[] free = new long[Adapter.values().length];

  private long plannedWakeUp = Long.MAX_VALUE;
  private @Nullable NodeView view;

  private final SimulatedSip sip;
  private final Arbiter arbiter;
  private boolean stopping;
  private boolean stopped;

  // What it was asked for.
  private final List<AskReason> asked = new ArrayList<>();
  private @Nullable BlockingCallsPage blocking;
  private int downScripts;
  private int handled;

  SimulatedProcess(Surroundings pair, int index, long incarnation) {
    this.pair = pair;
    this.index = index;
    this.sip = new SimulatedSip(pair, this);
    this.clockOffset = incarnation * 1_000 * MILLI * 77;
    this.settings = pair.settings(index, incarnation);
    this.arbiter =
        settings.arbiter() == ArbiterType.ETCD ? new SimulatedLeaseArbiter(pair, this) : this;
    Grid grid = settings.grid() ? new SimulatedGridSide(pair, this) : Grid.NONE;
    this.ports = new Ports(this, arbiter, this, this, sip, this, grid);
    this.node = new HaNode(settings, clock());
    if (settings.arbiter() == ArbiterType.ETCD) {
      readWallClockEverySecond();
    } else {
      readWallClock();
    }
    give(new Input.Tick());
    long passedAt = Math.max(pair.time().now(), pair.troubles(index).overAt(SELF_CHECKS_HANG));
    if (passedAt != Long.MAX_VALUE) {
      pair.time().at(passedAt + 300 * MILLI, () -> give(new Input.SelfCheckPassed("warm")));
    }
  }

  // ---- the process
  // -----------------------------------------------------------------------------------------------

  int index() {
    return index;
  }

  String name() {
    return index == 0 ? "A" : "B";
  }

  /** What it was started with. */
  NodeSettings settings() {
    return settings;
  }

  boolean isAlive() {
    return alive;
  }

  /** Whether the process or its core stands still. */
  boolean isFrozen() {
    return frozen || hung;
  }

  /** Whether it takes long for each input. */
  boolean isSlow() {
    return pair.time().now() < slowUntil;
  }

  /** How often it began to stand still. */
  int standstills() {
    return standstills;
  }

  /**
   * Whether it always had its time: neither stood still nor was slow, and its clock didn't jump.
   */
  boolean isUndisturbed() {
    return !disturbed;
  }

  SimulatedSip sip() {
    return sip;
  }

  HaNode node() {
    return node;
  }

  long clock() {
    return pair.time().now() + clockOffset;
  }

  /** What a reader of this process sees now; null before the first tick, when dead or frozen. */
  @Nullable NodeView view() {
    return view == null || !alive || frozen ? null : view.asOf(clock());
  }

  /** As the process does every second: without a lease only whenever either clock was set. */
  void readWallClock() {
    give(new Input.WallClockRead(wallClock(), clock()));
  }

  private void readWallClockEverySecond() {
    readWallClock();
    pair.time().in(1_000 * MILLI, () -> whenAwake(this::readWallClockEverySecond));
  }

  private long wallClock() {
    return pair.time().now() / MILLI + pair.clockAheadMillis(index);
  }

  /** Whether a SIP request would be answered. */
  boolean isAnswering() {
    return sip.isServing() && maySpeak();
  }

  /** Whether SIP may send anything. */
  boolean maySpeak() {
    return alive && !frozen && (view == null || view.maySpeak(clock(), wallClock()));
  }

  boolean hasPortOpen() {
    return alive && sip.hasPort();
  }

  void give(Input input) {
    stopping |= input instanceof Input.Stop;
    give(() -> arrive(input));
  }

  private void give(Runnable handling) {
    long now = pair.time().now();
    long at = Math.max(now + HAND_OVER_NANOS, busyUntil);
    if (now < slowUntil) {
      at += SLOW_NANOS;
    }
    busyUntil = at;
    pair.time().at(at, handling);
  }

  private void arrive(Input input) {
    whenAwake(() -> handle(input));
  }

  void whenAwake(Runnable action) {
    if (frozen || hung) {
      whileFrozen.add(action);
    } else if (alive) {
      action.run();
    }
  }

  private void handle(Input input) {
    handled++;
    Step step = node.handle(input, clock());
    pair.checker().handled(this, input);
    for (Reason reason : step.reasons()) {
      pair.log(this, reason);
    }
    for (Effect effect : step.effects()) {
      if (alive) {
        if (effect instanceof Effect.AskArbiter ask) {
          asks(ask.reason());
        }
        effect.on(ports);
        pair.did(this, effect);
      }
    }
    planWakeUp();
    pair.checker().afterStep(this, input);
  }

  private void planWakeUp() {
    long at = node.wakeUpAtNanos() - clockOffset;
    if (!tickWaits && (at < plannedWakeUp || plannedWakeUp <= pair.time().now())) {
      plannedWakeUp = at;
      pair.time().at(at, () -> wakeUp(at));
    }
  }

  private void wakeUp(long planned) {
    if (plannedWakeUp == planned) {
      plannedWakeUp = Long.MAX_VALUE;
    }
    if (pair.time().now() >= slowUntil && busyUntil <= pair.time().now()) {
      arrive(new Input.Tick());
    } else if (!tickWaits) {
      // A slow process finds one tick in its queue, however many were due.
      tickWaits = true;
      give(
          () -> {
            tickWaits = false;
            arrive(new Input.Tick());
          });
    }
  }

  /** What an adapter does takes its time, one thing after the other. */
  void perform(Adapter adapter, Runnable action) {
    perform(adapter, pair.portNanos(), action);
  }

  void perform(Adapter adapter, long nanos, Runnable action) {
    long now = pair.time().now();
    long at = Math.max(now + nanos, free[adapter.ordinal()]);
    free[adapter.ordinal()] = at;
    if (at == now) {
      action.run();
    } else {
      pair.time().at(at, () -> whenAwake(action));
    }
  }

  /** The whole process stands still. */
  void freeze() {
    frozen = true;
    standstills++;
    disturbed = true;
  }

  /** The core stands still; what it showed last can still be read. */
  void hang() {
    hung = true;
    standstills++;
    disturbed = true;
  }

  void thaw() {
    frozen = false;
    hung = false;
    pair.checker().woke(this);
    List<Runnable> queued = List.copyOf(whileFrozen);
    whileFrozen.clear();
    queued.forEach(this::whenAwake);
    arrive(new Input.Tick());
  }

  /** The host of this process was suspended for so long: the monotonic clock, too. */
  void resume(long nanos) {
    clockOffset -= nanos;
    whileFrozen.add(0, () -> handle(new Input.WallClockRead(wallClock(), clock())));
    thaw();
  }

  /** Each input takes a hundred times longer. */
  void slowUntil(long nanos) {
    slowUntil = Math.max(slowUntil, nanos);
    disturbed = true;
  }

  /** The monotonic clock jumps. */
  void stepClock(long nanos) {
    clockOffset += nanos;
    disturbed = true;
    readWallClock();
  }

  void die() {
    if (alive) {
      pair.checker().dies(this);
      alive = false;
      pair.lock().unlock(this);
      pair.network().closeAll(this);
    }
  }

  // ---- ports
  // -----------------------------------------------------------------------------------------------------

  @Override
  public void dial() {
    pair.network().dial(this, pair.other(index));
  }

  @Override
  public void send(long socket, Frame frame) {
    pair.checker().sent(this, frame);
    pair.network().send(socket, frame);
  }

  @Override
  public void close(long socket, String reason) {
    pair.network().close(socket, reason);
  }

  /** The node asks for the right, of whichever arbiter. */
  private void asks(AskReason reason) {
    asked.add(reason);
    pair.checker().asks(this, reason);
  }

  @Override
  public void ask(AskReason reason, long gone) {
    perform(
        Adapter.ARBITER,
        () -> {
          boolean file = pair.arbiter() == ArbiterType.FILE;
          if (pair.troubles(index).has(ARBITER_DENIES) || !isGranted(file, reason)) {
            give(new Input.ArbiterDenied("lock held"));
          } else {
            give(
                new Input.ArbiterGranted(
                    file ? pair.lock().highestEpoch() : 0, Arbiter.WITHOUT_END));
          }
        });
  }

  private boolean isGranted(boolean file, AskReason reason) {
    return file
        ? pair.lock().tryLock(this)
        : reason != AskReason.PEER_SILENT && reason != AskReason.STARTED_ALONE;
  }

  @Override
  public void release() {
    perform(
        Adapter.ARBITER,
        () -> {
          pair.lock().unlock(this);
          give(new Input.ArbiterReleased());
        });
  }

  @Override
  public void remember(long number) {
    pair.lock().remember(number);
  }

  @Override
  public void persist(long number) {
    boolean slow = pair.troubles(index).has(DISK_SLOW);
    perform(
        Adapter.DISK,
        slow ? SLOW_DISK_NANOS : pair.portNanos(),
        () -> {
          if (pair.troubles(index).has(DISK_FULL)) {
            give(new Input.EpochNotPersisted(number, "disk full"));
            return;
          }
          pair.persisted(index, number);
          arbiter.remember(number);
          give(new Input.EpochPersisted(number));
        });
  }

  @Override
  public void up() {
    perform(
        Adapter.SCRIPTS,
        () -> {
          boolean fails = pair.troubles(index).has(UP_SCRIPT_FAILS);
          give(new Input.AddressUpEnded(!fails, fails ? "exit status 1" : ""));
        });
  }

  @Override
  public void down() {
    downScripts++;
    perform(
        Adapter.SCRIPTS,
        () -> {
          boolean fails = pair.troubles(index).has(DOWN_SCRIPT_FAILS);
          give(new Input.AddressDownEnded(!fails, fails ? "exit status 1" : ""));
        });
  }

  @Override
  public void publish(NodeView latest) {
    view = latest;
    pair.checker().sees(this, latest);
  }

  @Override
  public void reply(long command, CommandResult result) {
    replies.put(command, result);
  }

  /** All answers to commands. */
  Collection<CommandResult> replies() {
    return replies.values();
  }

  /** The answer to a command, null while there is none. */
  @Nullable CommandResult reply(long command) {
    return replies.get(command);
  }

  @Override
  public void blockingCalls(long query, BlockingCallsPage page) {
    blocking = page;
  }

  @Override
  public void stopped() {
    stopped = true;
    die();
  }

  /** Whether it was told to end. */
  boolean isStopping() {
    return stopping;
  }

  boolean hasStopped() {
    return stopped;
  }

  // ---- what a story asks
  // ---------------------------------------------------------------------------------------

  /** Why this process asked the arbiter, in order. */
  List<AskReason> asked() {
    return asked;
  }

  /** The last answer to a query for blocking calls. */
  @Nullable BlockingCallsPage blocking() {
    return blocking;
  }

  /** How many inputs the node has handled. */
  int handled() {
    return handled;
  }

  /** How often the down script ran. */
  int downScripts() {
    return downScripts;
  }
}
