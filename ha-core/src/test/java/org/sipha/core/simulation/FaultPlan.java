package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All that goes wrong in one history, in one value: what is replayed, printed and shortened. */
record FaultPlan(
    double loss, double duplication, double reordering, long latencyNanos, List<Fault> faults) {
  private static final long SECOND = 1_000_000_000L;

  /** What can happen. */
  enum Kind {
    /** Nothing passes in either direction; sockets stay open and deliver late, or time out. */
    CUT,
    /** As {@link #CUT}, from the named node to the other only. */
    CUT_ONE_WAY,
    /** Open sockets are reset; new ones can be opened at once. */
    RESET,
    /** The process stands still. */
    FREEZE,
    /** The process dies and a new one starts after the duration. */
    CRASH,
    /** The process is told to stop, and a new one starts after it has. */
    STOP,
    /** Planned switchover at the named node. */
    SWITCHOVER,
    /** Planned switchover at the named node, forced. */
    FORCED_SWITCHOVER,
    /** The named node is told to promote. */
    PROMOTE,
    /** The named node is told to demote. */
    DEMOTE,
    /** The named node's disk refuses to persist an epoch for that long. */
    DISK_FULL
  }

  /** One fault: when, what, at which node (0 or 1), for how long. */
  record Fault(long atNanos, Kind kind, int node, long durationNanos) {
    @Override
    public String toString() {
      return String.format(
          "%.3f s: %s node %d for %.3f s", atNanos / 1e9, kind, node, durationNanos / 1e9);
    }
  }

  /** A plan for {@code lengthNanos} of trouble. */
  static FaultPlan random(SplittableRandom random, long lengthNanos) {
    boolean dirtyWire = random.nextInt(3) == 0;
    double bad = dirtyWire ? random.nextDouble() * 0.03 : 0;
    List<Fault> faults = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    Kind[] kinds = Kind.values();
    for (int i = 0; i < count; i++) {
      Kind kind = kinds[random.nextInt(kinds.length)];
      long duration =
          random.nextInt(3) == 0
              ? (long) (random.nextDouble() * 12 * SECOND)
              : (long) (random.nextDouble() * 2.5 * SECOND);
      long at = 4 * SECOND + (long) (random.nextDouble() * (lengthNanos - 4 * SECOND));
      faults.add(new Fault(at, kind, random.nextInt(2), duration));
    }
    faults.sort((x, y) -> Long.compare(x.atNanos, y.atNanos));
    return new FaultPlan(
        bad, bad, bad, 100_000L + (long) (random.nextDouble() * 20_000_000L), List.copyOf(faults));
  }
}
