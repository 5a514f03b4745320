package org.sipha.sip;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether there is more work than this server can do, judged by how long messages wait for the SIP
 * loop (DESIGN, SIP: queueing delay decides). Not by the longest wait: a collection of garbage
 * makes a queue, and it is gone as soon as it has been worked off. When even the shortest wait
 * within half a second is long, a queue is standing, and soon the parties will send again what has
 * come already.
 */
final class Overload {
  static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Half of T1, after which parties send again (RFC 3261 17.1.1.1). */
  static final long STANDING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final LongSupplier nanos;
  private long intervalEnds;
  private long shortest = Long.MAX_VALUE;
  private boolean overloaded;

  Overload(LongSupplier nanos) {
    this.nanos = nanos;
    intervalEnds = nanos.getAsLong() + INTERVAL_NANOS;
  }

  /** The message that is handled now has waited that long. */
  void waited(long waitedNanos) {
    shortest = Math.min(shortest, waitedNanos);
    long now = nanos.getAsLong();
    if (now - intervalEnds >= 0) {
      overloaded = shortest > STANDING_NANOS;
      shortest = Long.MAX_VALUE;
      intervalEnds = now + INTERVAL_NANOS;
    }
  }

  /** Whether new calls should go elsewhere; calls in progress go on. */
  boolean isOverloaded() {
    return overloaded;
  }
}
