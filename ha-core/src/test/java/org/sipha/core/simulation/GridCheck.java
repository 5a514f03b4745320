package org.sipha.core.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.NodeView;

/**
 * What a grid is for (SPEC 10): a node that says that its copy is complete lacks no call that is
 * older than a verdict may be wrong; and in the end the map and the primary's table are equal.
 */
final class GridCheck {
  /**
   * A call that was set up so short a time before the primary was lost may not have been confirmed:
   * 1 s until it counts, twice {@code addp-timeout} until the backup says 0, and what a takeover
   * takes.
   */
  private static final long YOUNG = 8_000_000_000L;

  private final Surroundings pair;
  private final Map<CallId, Long> createdAt = new HashMap<>();

  /** Calls that the grid had when the last process that held them died. */
  private final Set<CallId> onlyThere = new HashSet<>();

  GridCheck(Surroundings pair) {
    this.pair = pair;
  }

  void created(CallId id) {
    createdAt.put(id, pair.time().now());
  }

  /** The last process that holds a call dies. */
  void lostWithItsHolder(CallId id) {
    if (pair.grid().calls().containsKey(id)) {
      onlyThere.add(id);
    }
  }

  /** A node that lacks this call of the grid says that it lacks nothing. */
  void isDroppedAsGhost(SimulatedProcess process, CallId id) {
    long age = pair.time().now() - createdAt.getOrDefault(id, pair.time().now());
    if (age > YOUNG && onlyThere.contains(id)) {
      throw new AssertionError(
          process.name() + " says that it lacks nothing, and lacks " + id + " of the grid");
    }
  }

  /**
   * The map is the primary's table, but for calls that nobody can tell from one that it remembers.
   */
  void atTheEnd(SimulatedProcess primary, NodeView view, Set<CallId> namesakes) {
    if (!primary.settings().grid()) {
      return;
    }
    List<CallRecord> calls = primary.node().calls().page(null, Integer.MAX_VALUE);
    Map<CallId, Version> lacking = new HashMap<>();
    calls.forEach(call -> lacking.put(call.id(), call.version()));
    for (CallRecord kept : pair.grid().calls().values()) {
      Version own = lacking.remove(kept.id());
      if (namesakes.contains(kept.id())) {
        continue;
      }
      if (own == null) {
        throw new AssertionError("only the grid has " + kept.id());
      }
      // What another process wrote late may be newer than what was recalled.
      boolean isLate =
          kept.version().isNewerThan(own)
              && (kept.version().epoch() < view.epoch()
                  || kept.version().writer() != primary.settings().serverId());
      if (!own.equals(kept.version()) && !isLate) {
        throw new AssertionError(
            "the grid has " + kept.id() + " in version " + kept.version() + ", not " + own);
      }
    }
    if (!lacking.isEmpty()) {
      throw new AssertionError("the grid lacks " + lacking.keySet().iterator().next());
    }
    if (view.grid() == null || !view.grid().covers() || isUnfinished(view)) {
      throw new AssertionError("in the end the grid is " + view.grid());
    }
  }

  private static boolean isUnfinished(NodeView view) {
    return view.grid() != null
        && view.grid().recovery() != null
        && (view.grid().recovery().endedNanos() == 0 || view.grid().recovery().pending() > 0);
  }
}
