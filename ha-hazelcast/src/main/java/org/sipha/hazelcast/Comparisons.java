package org.sipha.hazelcast;

import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Input.GridState;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.hazelcast.Comparison.Phase;
import org.sipha.hazelcast.Lanes.Clock;

/**
 * When the map is compared with the table, and what came of it last. Only the grid's thread uses
 * it.
 *
 * <pre>
 *   last comparison                       the next one begins after
 *   EQUAL                                 60 s: another server may have written late
 *   UNLIKE                                10 s
 *   FAILED                                2 s
 *   none, or something made it worthless  at once
 * </pre>
 */
final class Comparisons {
  private static final long AFTER_EQUAL = TimeUnit.SECONDS.toNanos(60);
  private static final long AFTER_UNLIKE = TimeUnit.SECONDS.toNanos(10);
  private static final long AFTER_FAILURE = TimeUnit.SECONDS.toNanos(2);

  private final Table table;
  private final Executor slowThread;
  private final Clock clock;
  private @Nullable Comparison running;
  private @Nullable Phase last;
  private int failuresInARow;
  private String failure = "";
  private long nextNanos;

  /** None has been made. */
  Comparisons(Table table, Executor slowThread, Clock clock) {
    this.table = table;
    this.slowThread = slowThread;
    this.clock = clock;
    nextNanos = clock.nanos();
  }

  /** What was found doesn't count any more. */
  void anew() {
    if (running != null) {
      running.cancel();
      running = null;
    }
    last = null;
    failuresInARow = 0;
    nextNanos = clock.nanos();
  }

  /**
   * Begins one if it is time, or goes on with the one that runs.
   *
   * @param mayBegin whether a new one may begin now
   * @param mayRemove see {@link Comparison}
   */
  void tick(GridMap map, Lanes lanes, boolean mayBegin, boolean mayRemove) {
    if (running == null && mayBegin && clock.nanos() - nextNanos >= 0) {
      running = new Comparison(map, table, lanes, mayRemove, slowThread, clock);
    }
    if (running == null) {
      return;
    }
    running.tick();
    switch (running.phase()) {
      case EQUAL -> ended(running, AFTER_EQUAL);
      case UNLIKE -> ended(running, AFTER_UNLIKE);
      case FAILED -> ended(running, AFTER_FAILURE);
      default -> {}
    }
  }

  private void ended(Comparison comparison, long pause) {
    last = comparison.phase();
    failure = comparison.failure();
    failuresInARow = last == Phase.FAILED ? failuresInARow + 1 : 0;
    nextNanos = clock.nanos() + pause;
    running = null;
  }

  /** How the grid stands as far as comparisons tell; null if it is equal to the table. */
  @Nullable GridState unlessEqual(int waiting) {
    if (last == Phase.EQUAL) {
      return null;
    }
    if (last == Phase.UNLIKE) {
      return new GridState(
          State.BEHIND,
          waiting,
          "it holds calls that this server lacks, or ends of calls that this server has");
    }
    if (failuresInARow > 0) { // the first may be due to a member that has just died
      return new GridState(failuresInARow > 1 ? State.GONE : State.BEHIND, waiting, failure);
    }
    return new GridState(State.BEHIND, waiting, "it is being compared with the calls here");
  }
}
