package org.sipha.core.simulation;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Effect;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.Reason;

/** What a simulated process finds around it: in a random history as in a told story. */
interface Surroundings {
  VirtualTime time();

  SimulatedNetwork network();

  SimulatedLock lock();

  /** The grid that all pairs share; used by processes that are configured so. */
  SimulatedGrid grid();

  Checker checker();

  /** What a process that starts now is configured with. */
  NodeSettings settings(int index, long incarnation);

  ArbiterType arbiter();

  /** By so much that server's wall clock is ahead of the true time. */
  default long clockAheadMillis(int index) {
    return 0;
  }

  /** How long a port takes to answer this time. */
  default long portNanos() {
    return 0;
  }

  /** A process has done what its node wanted. */
  default void did(SimulatedProcess process, Effect effect) {}

  /** Somebody reads what that process shows, ten times a second. */
  default void read(SimulatedProcess process, NodeView view) {}

  /** What doesn't work at that node at the moment. */
  Troubles troubles(int index);

  /** The disk of that node keeps the number over restarts. */
  void persisted(int index, long epoch);

  /** The process at the other end; null before it was started for the first time. */
  @Nullable SimulatedProcess other(int index);

  /** The latest process of each node that was started. */
  List<SimulatedProcess> processes();

  /** A node gives a reason. */
  void log(SimulatedProcess process, Reason reason);

  /** A line for the history. */
  void note(String text);
}
