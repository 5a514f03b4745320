package org.sipha.it.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.it.agent.HeldCalls.Side;

/**
 * Calls that come at a steady rate, last as long as chance has it and are hung up by either side.
 * Of each it knows what the parties were told, which is the truth that servers are measured by.
 */
public final class ChanceCalls implements AutoCloseable {
  /** A callee hangs up after its ACK (RFC 3261 15). */
  private static final int SHORTEST_MILLIS = 50;

  private static final int LONGEST_MILLIS = 1_000;

  /** A request is given up after 32 s (RFC 3261 17.1). */
  private static final Duration ANSWERS = Duration.ofSeconds(40);

  private final UserAgent caller;
  private final UserAgent callee;
  private final String dialled;
  private final SplittableRandom chance;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "chance calls");
            thread.setDaemon(true);
            return thread;
          });
  private final List<ChanceCall> calls = new CopyOnWriteArrayList<>();

  /** Calls that nobody has answered or given up when the others were ended. */
  private final List<ChanceCall> late = new ArrayList<>();

  private @Nullable ScheduledFuture<?> coming;
  private volatile boolean going;
  private int names;

  /** Calls from one agent to the other, by the number that the servers route there. */
  public ChanceCalls(UserAgent caller, UserAgent callee, String dialled, long seed) {
    this.caller = caller;
    this.callee = callee;
    this.dialled = dialled;
    this.chance = new SplittableRandom(seed);
  }

  /** A call that could not be set up, or was up by the caller's word and could not be ended. */
  public record Lost(ChanceCall call, String why) {
    @Override
    public String toString() {
      return call + ": " + why;
    }
  }

  /**
   * What became of all calls in the end.
   *
   * @param up how many were up
   * @param neverUp the others, and why
   * @param setUp how long their answers took
   * @param lost of those that were up
   */
  public record Ended(int up, List<Lost> neverUp, Latencies setUp, List<Lost> lost) {
    /** Copies the lists. */
    public Ended {
      neverUp = List.copyOf(neverUp);
      lost = List.copyOf(lost);
    }
  }

  /** From now on calls come and go. */
  public void start(int perSecond) {
    calls.clear();
    going = true;
    long everyNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    coming = clock.scheduleAtFixedRate(this::come, 0, everyNanos, TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // whether it is still wanted is looked at then
  private void come() {
    if (!going) {
      return;
    }
    Side hangsUp = chance.nextBoolean() ? Side.CALLER : Side.CALLEE;
    int lasts = chance.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
    ChanceCall call =
        new ChanceCall(caller, callee, dialled, dialled + "-chance-" + ++names, hangsUp);
    calls.add(call);
    call.setUp()
        .thenAccept(
            outcome -> clock.schedule(() -> hangUp(call, outcome), lasts, TimeUnit.MILLISECONDS));
  }

  private void hangUp(ChanceCall call, Outcome setUp) {
    if (going && setUp.isSuccess()) {
      call.hangUp();
    }
  }

  /** From now on nobody calls and nobody hangs up; what was asked is still asked again. */
  public void stop() {
    going = false;
    if (coming != null) {
      coming.cancel(false);
      // Behind what the clock may just be doing.
      CompletableFuture.runAsync(() -> {}, clock).join();
    }
  }

  /** All calls since the last start. */
  public List<ChanceCall> calls() {
    return List.copyOf(calls);
  }

  /** As {@link #endAll(Duration)}, until every call is answered or given up. */
  public Ended endAll() {
    return endAll(ANSWERS);
  }

  /**
   * Ends every call that is up, which must work for both parties. Calls that are neither answered
   * nor given up within so long are left for the next time.
   */
  public Ended endAll(Duration patience) {
    List<ChanceCall> asked = new ArrayList<>(late);
    asked.addAll(calls);
    late.clear();
    long deadline = System.nanoTime() + patience.toNanos();
    List<ChanceCall> up = new ArrayList<>();
    List<Lost> neverUp = new ArrayList<>();
    for (ChanceCall call : asked) {
      Outcome outcome = HeldCalls.await(call.setUp(), deadline);
      if (outcome.isSuccess()) {
        up.add(call);
      } else if (call.setUp().isDone()) {
        neverUp.add(new Lost(call, outcome.text()));
      } else {
        late.add(call);
      }
    }
    up.forEach(ChanceCall::hangUp);
    List<Lost> lost = new ArrayList<>();
    for (ChanceCall call : up) {
      call.end().ifPresent(why -> lost.add(new Lost(call, why)));
    }
    Latencies setUp =
        new Latencies(
            up.stream().map(ChanceCall::setUpNanos).toList(), neverUp.size() + late.size());
    return new Ended(up.size(), neverUp, setUp, lost);
  }

  @Override
  public void close() {
    stop();
    clock.shutdownNow();
  }
}
