package org.sipha.core.simulation;

import java.time.Duration;
import java.util.List;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;

/**
 * With a lease somebody serves again within the lease and one second, once nothing is out of order
 * any more and the two are connected.
 */
final class ServiceCheck {
  static final long WITHIN = SimulatedLease.LEASE.plus(Duration.ofSeconds(1)).toNanos();

  private final Surroundings pair;
  private long sinceNanos;

  ServiceCheck(Surroundings pair) {
    this.pair = pair;
  }

  /** A process has started: it begins to watch the key only now. */
  void started() {
    sinceNanos = pair.time().now();
  }

  /** Looks, ten times a second. */
  void sample() {
    long now = pair.time().now();
    if (pair.arbiter() != ArbiterType.ETCD || !isAllInOrder() || isServed()) {
      sinceNanos = now;
    } else if (now - sinceNanos > WITHIN) {
      throw new AssertionError("nobody serves for " + (now - sinceNanos) / 1_000_000 + " ms");
    }
  }

  private boolean isServed() {
    return pair.processes().stream().anyMatch(SimulatedProcess::isAnswering);
  }

  private boolean isAllInOrder() {
    List<SimulatedProcess> processes = pair.processes();
    return processes.size() == 2
        && pair.isQuick()
        && !pair.network().isCut()
        && processes.stream().allMatch(this::isInOrder);
  }

  private boolean isInOrder(SimulatedProcess process) {
    NodeView view = process.view();
    return view != null
        && !process.isFrozen()
        && !process.isSlow()
        && !pair.troubles(process.index()).hasAny()
        && !process.isStopping()
        && view.connection().state() == ConnectionState.ESTABLISHED;
  }
}
