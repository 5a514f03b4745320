package org.sipha.core.simulation;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sipha.core.port.LeaseSettings;

/**
 * The key at the witness that stands for the right to serve: it names the process that holds it,
 * which writes it anew with each renewal. Another may take it when it has watched it unchanged for
 * the lease. Here it takes it at the first possible moment, as if it had looked just when the key
 * was written. The key's clock is the true time.
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
  private @Nullable SimulatedProcess holder;
  private long writtenNanos;
  private long highestEpoch;

  SimulatedLease(VirtualTime time) {
    this.time = time;
  }

  /**
   * The process asks: granted if nobody holds it, it does itself, the holder is gone, or hasn't
   * renewed it for long enough.
   *
   * @param watchesSince since when the process has looked at the key
   */
  boolean take(SimulatedProcess process, long watchesSince, long gone) {
    SimulatedProcess other = holder;
    if (other != null
        && other != process
        && other.settings().incarnation() != gone
        && time.now() - Math.max(writtenNanos, watchesSince) < LEASE_NANOS) {
      return false;
    }
    write(process);
    return true;
  }

  private void write(SimulatedProcess process) {
    holder = process;
    writtenNanos = time.now();
  }

  /** The holder renews it, late as it may be; false if another has taken it. */
  boolean renew(SimulatedProcess process) {
    boolean holds = isHeldBy(process);
    if (holds) {
      write(process);
    }
    return holds;
  }

  void giveUp(SimulatedProcess process) {
    if (isHeldBy(process)) {
      holder = null;
    }
  }

  boolean isHeldBy(SimulatedProcess process) {
    return holder == process;
  }

  long highestEpoch() {
    return highestEpoch;
  }

  void remember(long epoch) {
    highestEpoch = Math.max(highestEpoch, epoch);
  }
}
