package org.sipha.hazelcast;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes on their way into the map: a lane for each partition, in each at most one write that
 * isn't answered, behind it the latest change of each key, oldest first. So a member that doesn't
 * answer holds up its own lanes only, and no more writes are under way than there are partitions.
 *
 * <p>A write that failed is tried again after {@value #RETRY_MILLIS} ms, unless a later change of
 * the same call waits. Only the grid's thread uses it.
 */
final class Lanes {
  private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
  static final long RETRY_MILLIS = 500;
  private static final long RETRY_NANOS = RETRY_MILLIS * 1_000_000;

  private final GridMap map;
  private final int bound;
  private final Executor gridThread;
  private final Clock clock;
  private final Lane[] lanes;
  private int waiting;
  private boolean closed;
  private @Nullable String trouble;

  /** The monotonic clock. */
  @FunctionalInterface
  interface Clock {
    long nanos();
  }

  private static final class Lane {
    final Map<String, Change> changes = new LinkedHashMap<>();
    @Nullable Change underWay;
    @Nullable Change again;
    long againAtNanos;
  }

  /**
   * Empty lanes.
   *
   * @param bound how many changes may wait
   * @param gridThread where answers are handled
   */
  Lanes(GridMap map, int bound, Executor gridThread, Clock clock) {
    this.map = map;
    this.bound = bound;
    this.gridThread = gridThread;
    this.clock = clock;
    lanes = new Lane[map.partitions()];
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = new Lane();
    }
  }

  /** Writes a change as soon as its lane is free; false if there is no room for it. */
  boolean add(Change change) {
    Lane lane = lanes[map.partition(change.key())];
    Change older = lane.changes.get(change.key());
    if (older == null && waiting >= bound) {
      return false;
    }
    waiting += older == null ? 1 : 0;
    lane.changes.put(change.key(), older == null ? change : change.insteadOf(older));
    go(lane);
    return true;
  }

  /** The same of a change that was found, not told: one that was told knows better. */
  boolean addUnlessTold(Change change) {
    return lanes[map.partition(change.key())].changes.containsKey(change.key()) || add(change);
  }

  /** Tries again what failed a while ago. */
  void tick() {
    for (Lane lane : lanes) {
      go(lane);
    }
  }

  private void go(Lane lane) {
    if (closed || lane.underWay != null) {
      return;
    }
    Change next = lane.again;
    if (next != null) {
      if (clock.nanos() - lane.againAtNanos < 0) {
        return;
      }
      lane.again = null;
      Change later = lane.changes.remove(next.key());
      next = later == null ? next : later;
      waiting -= later == null ? 0 : 1;
    } else if (lane.changes.isEmpty()) {
      return;
    } else {
      next = lane.changes.values().iterator().next();
      lane.changes.remove(next.key());
    }
    lane.underWay = next;
    write(next).whenCompleteAsync((stands, failure) -> answered(lane, failure), gridThread);
  }

  private CompletionStage<Boolean> write(Change change) {
    try {
      return map.write(change.key(), change.value().get());
    } catch (RuntimeException e) { // a call that can't be encoded holds up its lane, and says so
      return CompletableFuture.failedFuture(e);
    }
  }

  private void answered(Lane lane, @Nullable Throwable failure) {
    Change written = lane.underWay;
    if (closed || written == null) {
      return;
    }
    lane.underWay = null;
    if (failure == null) {
      waiting--;
      trouble = null;
    } else {
      LOG.debug("{} was not written: {}", written.key(), failure.toString());
      trouble = Failures.text(failure);
      lane.again = written;
      lane.againAtNanos = clock.nanos() + RETRY_NANOS;
    }
    go(lane);
  }

  /** Forgets what waits; answers that still come mean nothing. */
  void close() {
    closed = true;
    waiting = 0;
  }

  /** Changes that aren't in the map yet, as far as is known. */
  int waiting() {
    return waiting;
  }

  /** Since when the oldest of them waits; now if none does. */
  long oldestNanos() {
    long oldest = clock.nanos();
    for (Lane lane : lanes) {
      oldest = earlier(earlier(oldest, lane.underWay), lane.again);
      if (!lane.changes.isEmpty()) {
        oldest = earlier(oldest, lane.changes.values().iterator().next());
      }
    }
    return oldest;
  }

  private static long earlier(long nanos, @Nullable Change change) {
    return change == null || change.sinceNanos() - nanos > 0 ? nanos : change.sinceNanos();
  }

  /** Why the last answer was no, null if it was yes. */
  @Nullable String trouble() {
    return trouble;
  }
}
