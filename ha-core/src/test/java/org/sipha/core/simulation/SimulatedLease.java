package org.sipha.core.simulation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sipha.core.port.LeaseSettings;

/**
 * The key at the witness that stands for the right to serve, attached to a lease: it names the
 * process that holds it, and is gone when the lease isn't renewed in time. Its clock is the true
 * time.
 */
final class SimulatedLease {
  static final Duration LEASE = Duration.ofSeconds(4);

  private static final long LEASE_NANOS = LEASE.toNanos();

  /** As the adapter reckons it. */
  static final long USABLE_NANOS =
      LEASE_NANOS
          - LeaseSettings.UNNOTICED.toNanos()
          - Duration.ofMillis(100).toNanos()
          - LEASE_NANOS / 20;

  private final VirtualTime time;

  /** Whether a lease lasts anew when the cluster has a quorum again, as a new leader sees to it. */
  private final boolean lastsAnew;

  private @Nullable SimulatedProcess holder;
  private long endsNanos;
  private long highestEpoch;

  SimulatedLease(VirtualTime time, boolean lastsAnew) {
    this.time = time;
    this.lastsAnew = lastsAnew;
  }

  /** The process asks: granted if nobody holds it, it does itself, or the holder is gone. */
  boolean take(SimulatedProcess process, long gone) {
    SimulatedProcess other = isOver() ? null : holder;
    if (other != null && other != process && other.settings().incarnation() != gone) {
      return false;
    }
    holder = process;
    endsNanos = time.now() + LEASE_NANOS;
    return true;
  }

  /** The holder renews it; false if it doesn't hold it any more. */
  boolean renew(SimulatedProcess process) {
    boolean holds = isHeldBy(process);
    if (holds) {
      endsNanos = time.now() + LEASE_NANOS;
    }
    return holds;
  }

  void giveUp(SimulatedProcess process) {
    if (isHeldBy(process)) {
      holder = null;
    }
  }

  boolean isHeldBy(SimulatedProcess process) {
    return holder == process && !isOver();
  }

  private boolean isOver() {
    return time.now() >= endsNanos;
  }

  /** The cluster has a quorum again. */
  void quorumIsBack() {
    if (lastsAnew && holder != null) {
      endsNanos = Math.max(endsNanos, time.now() + LEASE_NANOS);
    }
  }

  long highestEpoch() {
    return highestEpoch;
  }

  void remember(long epoch) {
    highestEpoch = Math.max(highestEpoch, epoch);
  }
}
