package org.sipha.arbiter.etcd;

import java.time.Duration;
import org.sipha.arbiter.etcd.PairKeys.Holder;

/**
 * For how long the primary's key has been seen unchanged. A look that fails, or that doesn't see
 * the newest, does no harm: who takes the key writes it on condition that it still is as it was
 * seen.
 */
final class Watch {
  private final long leaseNanos;
  private Holder holder = Holder.NOBODY;
  private long sinceNanos;

  Watch(Duration lease) {
    this.leaseNanos = lease.toNanos();
  }

  /** An answer has arrived. */
  void saw(Holder now) {
    if (!now.equals(holder)) {
      holder = now;
      sinceNanos = System.nanoTime();
    }
  }

  /** When the right may be taken from the holder that was seen last; 0 or less: now. */
  long leftNanos() {
    return leaseNanos - (System.nanoTime() - sinceNanos);
  }
}
