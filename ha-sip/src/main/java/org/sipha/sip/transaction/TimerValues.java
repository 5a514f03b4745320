package org.sipha.sip.transaction;

import java.util.concurrent.TimeUnit;

/**
 * Timer values for UDP (RFC 3261 17, table 4), in nanoseconds. Over reliable transports A, E and G
 * are off, and D, I, J and K are 0.
 */
public final class TimerValues {
  /** Estimate of a round trip. */
  public static final long T1 = TimeUnit.MILLISECONDS.toNanos(500);

  /** Longest interval between two sendings of the same message, but for INVITE. */
  public static final long T2 = TimeUnit.SECONDS.toNanos(4);

  /** How long a message may stay in the network. */
  public static final long T4 = TimeUnit.SECONDS.toNanos(5);

  /** How long a transaction tries: timers B, F, H, J, L and M. */
  public static final long TIMEOUT = 64 * T1;

  /** How long repeated failure answers are acknowledged: timer D. */
  public static final long D = TimeUnit.SECONDS.toNanos(32);

  /** An INVITE not answered by then gets a 100 (RFC 3261 17.2.1). */
  public static final long TRYING = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * How long a call may ring without a sign of life from the callee: timer C (RFC 3261 16.6, more
   * than 3 min).
   */
  public static final long C = TimeUnit.SECONDS.toNanos(181);

  private TimerValues() {}
}
