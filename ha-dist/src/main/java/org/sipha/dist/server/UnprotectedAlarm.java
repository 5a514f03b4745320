package org.sipha.dist.server;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.role.Role;

/**
 * Raises the alarm when a primary has been unprotected for too long: if it ended then, calls would
 * be lost. Unprotected is a primary whose HA connection is down or that isn't ready for a
 * switchover. Any thread.
 */
final class UnprotectedAlarm {
  private final Events events;
  private final LongSupplier nanos;
  private Duration limit;

  /** When the node was first seen unprotected, null while it isn't. */
  private @Nullable Long sinceNanos;

  private boolean raised;

  /**
   * Nothing has been seen.
   *
   * @param limit how long a primary may be unprotected
   * @param nanos the node's monotonic clock
   */
  UnprotectedAlarm(Events events, Duration limit, LongSupplier nanos) {
    this.events = events;
    this.limit = limit;
    this.nanos = nanos;
  }

  /** From now on a primary may be unprotected for so long. */
  synchronized void limit(Duration newLimit) {
    limit = newLimit;
  }

  /** For how long this node has been a primary that is unprotected; empty if it isn't. */
  synchronized Optional<Duration> unprotectedFor() {
    return Optional.ofNullable(sinceNanos)
        .map(since -> Duration.ofNanos(nanos.getAsLong() - since));
  }

  /** Looks at the node as it was published last; to be called about every second. */
  synchronized void look(NodeView published) {
    // One that stood still for a moment is primary all the same, and not ready.
    boolean primary = published.role() == Role.PRIMARY;
    NodeView view = published.asOf(nanos.getAsLong());
    if (!primary || isProtected(view)) {
      end(primary);
      return;
    }
    if (sinceNanos == null) {
      sinceNanos = nanos.getAsLong();
    }
    Duration unprotected = unprotectedFor().orElse(Duration.ZERO);
    if (!raised && unprotected.compareTo(limit) >= 0) {
      raised = true;
      events.happened(
          EventCode.PAIR_UNPROTECTED, "for " + unprotected.toMinutes() + " min: " + why(view));
    }
  }

  private static boolean isProtected(NodeView view) {
    return view.connection().state() != ConnectionState.DOWN && view.readiness().forSwitchover();
  }

  private static String why(NodeView view) {
    return view.readiness().blockers().stream()
        .map(Blocker::toString)
        .collect(Collectors.joining("; "));
  }

  private void end(boolean primary) {
    if (raised) {
      Duration unprotected = unprotectedFor().orElse(Duration.ZERO);
      events.happened(
          EventCode.PAIR_PROTECTED,
          (primary ? "ready for a switchover" : "this server isn't primary")
              + " after "
              + unprotected.toMinutes()
              + " min");
    }
    raised = false;
    sinceNanos = null;
  }
}
