package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.transport.Eventually.until;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EndCause;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Input;
import org.sipha.core.node.Reason;
import org.sipha.core.node.Step;
import org.sipha.core.port.EpochStore;
import org.sipha.core.port.Grid;
import org.sipha.core.port.PeerSockets;
import org.sipha.core.port.Ports;

class NodeLoopTest {
  private static final long MILLI = 1_000_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Queue<String> done = new ConcurrentLinkedQueue<>();
  private final AtomicInteger broken = new AtomicInteger();
  private final TestNode node = new TestNode();
  private final NodeLoop loop =
      new NodeLoop(
          vertx, node, (code, text) -> done.add(code + ": " + text), broken::incrementAndGet);

  @AfterEach
  void close() throws Exception {
    loop.stop();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void inputsOfOneThreadAreHandledInTheirOrder() throws Exception {
    int each = 5_000;
    int threads = 4;
    loop.start(ports());
    List<Thread> givers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int thread = t;
      Thread giver =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  loop.give(new Input.SipOpenFailed(i, "thread " + thread));
                }
              });
      givers.add(giver);
      giver.start();
    }
    for (Thread giver : givers) {
      giver.join();
    }

    until("all handled", () -> node.handled.size() == threads * each, node.handled::size);

    for (int t = 0; t < threads; t++) {
      String name = "thread " + t;
      List<Long> epochs =
          node.handled.stream()
              .map(Input.SipOpenFailed.class::cast)
              .filter(input -> input.text().equals(name))
              .map(Input.SipOpenFailed::epoch)
              .toList();
      assertThat(epochs).hasSize(each).isSorted();
    }
    assertThat(node.threads).hasSize(1);
    until("nothing waits", () -> loop.waiting() == 0, loop::waiting);
  }

  /** Given one at a time, so that each may find the loop asleep, about to look, or at work. */
  @Test
  void whatNobodyWaitsForIsHandledTooAndInItsOrder() {
    loop.start(ports());
    for (int i = 1; i <= 300; i++) {
      int sofar = i;
      long gate = i % 3 == 0 ? i : 0;
      loop.give(new Input.CallEnded(new CallId(i), EndCause.PARTY, gate));
      if (i % 7 == 0) {
        until("handled", () -> node.handled.size() == sofar, node.handled::size);
      }
    }
    until("all handled", () -> node.handled.size() == 300, node.handled::size);

    assertThat(node.handled)
        .map(input -> ((Input.CallEnded) input).id().value())
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @Test
  void whatIsGivenBeforeTheStartIsHandledAfterIt() {
    loop.give(new Input.SipClosed());
    assertThat(loop.waiting()).isEqualTo(1);

    loop.start(ports());

    until("handled", () -> node.handled.contains(new Input.SipClosed()), node.handled::size);
  }

  @Test
  void theClocksAreReadEverySecondAsLongAsTheNodeWakes() {
    node.steps =
        input -> {
          node.wakeUpAtNanos = System.nanoTime() + 20 * MILLI;
          return nothing();
        };
    loop.start(ports());
    loop.give(new Input.SipClosed());

    until("read twice", () -> node.clocks.size() == 2, node.clocks::size);

    List<Input.WallClockRead> clocks = List.copyOf(node.clocks);
    assertThat(clocks.get(1).atNanos() - clocks.get(0).atNanos())
        .isGreaterThanOrEqualTo(1_000 * MILLI);
  }

  @Test
  void theNodeIsWokenWhenItWantsToBe() {
    long start = System.nanoTime();
    AtomicLong tickedAt = new AtomicLong();
    node.wakeUpAtNanos = start + 50 * MILLI;
    node.steps =
        input -> {
          tickedAt.compareAndSet(0, System.nanoTime());
          node.wakeUpAtNanos = Long.MAX_VALUE;
          return nothing();
        };

    loop.start(ports());

    until("a tick", () -> tickedAt.get() != 0, node.handled::size);
    assertThat(tickedAt.get() - start).isGreaterThanOrEqualTo(50 * MILLI);
    assertThat(node.handled).containsExactly(new Input.Tick());
  }

  @Test
  void aWakeUpThatAnInputBringsForwardComesEarlier() {
    node.wakeUpAtNanos = System.nanoTime() + TimeUnit.HOURS.toNanos(1);
    node.steps =
        input -> {
          node.wakeUpAtNanos =
              input instanceof Input.Tick ? Long.MAX_VALUE : System.nanoTime() + 5 * MILLI;
          return nothing();
        };
    loop.start(ports());

    loop.give(new Input.SipClosed());

    until("a tick", () -> node.handled.contains(new Input.Tick()), node.handled::size);
    assertThat(node.handled).containsExactly(new Input.SipClosed(), new Input.Tick());
  }

  @Test
  void aNodeThatNeverWantsToBeWokenIsNot() {
    loop.start(ports());

    loop.give(new Input.SipClosed());

    until("handled", () -> !node.handled.isEmpty(), node.handled::size);
    assertThat(node.handled).containsExactly(new Input.SipClosed());
  }

  @Test
  void aFloodOfInputsDoesNotStarveTheTick() {
    AtomicInteger sinceTick = new AtomicInteger();
    AtomicInteger longest = new AtomicInteger();
    int inputs = 20_000;
    node.wakeUpAtNanos = System.nanoTime();
    node.steps =
        input -> {
          if (input instanceof Input.Tick) {
            sinceTick.set(0);
          } else {
            longest.accumulateAndGet(sinceTick.incrementAndGet(), Math::max);
          }
          return nothing(); // and stays due
        };
    for (int i = 0; i < inputs; i++) {
      loop.give(new Input.SipClosed());
    }

    loop.start(ports());

    until("all handled", () -> loop.waiting() == 0, loop::waiting);
    assertThat(longest.get()).isLessThanOrEqualTo(NodeLoop.MAX_INPUTS_PER_TURN);
  }

  @Test
  void aFrameOfThePeerDoesNotWaitBehindAFloodOfCallsNorTheyBehindFrames() {
    Input call = new Input.SipOpened(1);
    Input frame = new Input.FrameReceived(1, Samples.ack(1));
    for (int i = 0; i < 1_000; i++) {
      loop.give(call);
    }
    for (int i = 0; i < 500; i++) {
      loop.fromPeer().give(frame);
    }

    loop.start(ports());

    until("all handled", () -> node.handled.size() == 1_500, node.handled::size);
    assertThat(node.handled.stream().limit(1_000).filter(frame::equals)).hasSize(500);
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void effectsArePerformedInTheirOrderBeforeTheNextInput() {
    node.steps =
        input ->
            input instanceof Input.SipClosed
                ? new Step(
                    List.of(
                        new Effect.PersistEpoch(1), new Effect.Dial(), new Effect.PersistEpoch(2)),
                    List.of(new Reason(Reason.Level.WARN, EventCode.CONNECTION_DOWN, "because")))
                : new Step(List.of(new Effect.PersistEpoch(3)), List.of());
    loop.give(new Input.SipClosed());
    loop.give(new Input.SipYielded());

    loop.start(ports());

    until("all done", () -> done.size() == 5, done::toString);
    assertThat(done)
        .containsExactly("connection-down: because", "persist 1", "dial", "persist 2", "persist 3");
  }

  @Test
  void anInputThatAnEffectGivesComesAfterThoseGivenBefore() {
    node.steps =
        input ->
            new Step(
                input instanceof Input.SipClosed ? List.of(new Effect.Dial()) : List.of(),
                List.of());
    loop.give(new Input.SipClosed());
    loop.give(new Input.SipYielded());

    loop.start(ports(() -> loop.give(new Input.DialFailed("at once"))));

    until("all handled", () -> node.handled.size() == 3, node.handled::size);
    assertThat(node.handled)
        .containsExactly(
            new Input.SipClosed(), new Input.SipYielded(), new Input.DialFailed("at once"));
  }

  @Test
  void handledIsSaidAfterTheEffects() {
    node.steps = input -> new Step(List.of(new Effect.PersistEpoch(1)), List.of());

    loop.fromPeer().give(new Input.SipClosed(), () -> done.add("handled"));
    loop.start(ports());

    until("handled", () -> done.size() == 2, done::toString);
    assertThat(done).containsExactly("persist 1", "handled");
  }

  @Test
  void aNodeThatThrowsStopsForEverAndSaysSoOnce() {
    node.wakeUpAtNanos = System.nanoTime();
    node.steps =
        input -> {
          throw new IllegalStateException("on purpose: a state that nobody thought of");
        };

    loop.start(ports());

    until("broken", () -> broken.get() == 1, broken::get);
    loop.give(new Input.SipClosed());
    assertNothingMoreIsHandled();
  }

  @Test
  void anEffectThatThrowsStopsTheNode() {
    node.steps =
        input -> new Step(List.of(new Effect.Dial(), new Effect.PersistEpoch(1)), List.of());
    loop.give(new Input.SipClosed());
    loop.give(new Input.SipClosed());

    loop.start(
        ports(
            () -> {
              throw new AssertionError("on purpose");
            }));

    until("broken", () -> broken.get() == 1, broken::get);
    assertNothingMoreIsHandled();
    assertThat(done).isEmpty();
  }

  @Test
  void aStoppedLoopHandlesNothing() throws Exception {
    loop.start(ports());
    loop.stop();

    loop.give(new Input.SipClosed());

    CountDownLatch later = new CountDownLatch(1);
    loop.context().runOnContext(now -> later.countDown());
    assertThat(later.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(node.handled).doesNotContain(new Input.SipClosed());
    assertThat(broken).hasValue(0);
  }

  private void assertNothingMoreIsHandled() {
    int handled = node.handled.size();
    CountDownLatch later = new CountDownLatch(1);
    vertx.setTimer(20, id -> loop.context().runOnContext(now -> later.countDown()));
    until("20 ms later", () -> later.getCount() == 0, later::getCount);
    assertThat(node.handled).hasSize(handled);
    assertThat(broken).hasValue(1);
  }

  private Ports ports() {
    return ports(() -> done.add("dial"));
  }

  /** Only the ports that the effects of these tests use. */
  @SuppressWarnings("NullAway") // an effect of another port would show as a broken node
  private Ports ports(Runnable dial) {
    PeerSockets sockets =
        new PeerSockets() {
          @Override
          public void dial() {
            dial.run();
          }

          @Override
          public void send(long socket, Frame frame) {}

          @Override
          public void close(long socket, String reason) {}
        };
    EpochStore epochs = epoch -> done.add("persist " + epoch);
    return new Ports(sockets, null, epochs, null, null, null, Grid.NONE);
  }

  private static Step nothing() {
    return new Step(List.of(), List.of());
  }

  private static final class TestNode implements NodeLoop.Node {
    /** But for the clocks. */
    final Queue<Input> handled = new ConcurrentLinkedQueue<>();

    final Queue<Input.WallClockRead> clocks = new ConcurrentLinkedQueue<>();
    final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    volatile long wakeUpAtNanos = Long.MAX_VALUE;
    volatile Function<Input, Step> steps = input -> nothing();

    @Override
    public Step handle(Input input, long nowNanos) {
      threads.add(Thread.currentThread());
      if (input instanceof Input.WallClockRead clock) {
        clocks.add(clock);
        return nothing();
      }
      assertThat(clocks).as("the clocks are read before anything is handled").isNotEmpty();
      handled.add(input);
      return steps.apply(input);
    }

    @Override
    public long wakeUpAtNanos() {
      return wakeUpAtNanos;
    }
  }
}
