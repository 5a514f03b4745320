package org.sipha.sip;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether there is more work than this server can do, judged by how long messages wait for the SIP
 * loop (DESIGN, SIP: queueing delay decides). Not by the longest wait: a collection of garbage
 * makes a queue, and it is gone as soon as it has been worked off. When even the shortest wait
 * within a second is long, a queue is standing, and most of what comes is sent again by parties
 * that gave up waiting. A burst that a cold server works off within a second or two is none.
 */
final class Overload {
  static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Two times T1: parties have sent again by then (RFC 3261 17.1.1.1). */
  static final long STANDING_NANOS = TimeUnit.SECONDS.toNanos(1);

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
