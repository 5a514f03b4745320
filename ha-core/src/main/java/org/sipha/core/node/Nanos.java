package org.sipha.core.node;

/** Times as they are written and said. The core counts in nanoseconds of a monotonic clock. */
public final class Nanos {
  /** One millisecond. */
  public static final long MILLI = 1_000_000L;

  /** One second. */
  public static final long SECOND = 1_000 * MILLI;

  private Nanos() {}

  /** {@code 12 s}: whole seconds, rounded down. */
  public static String seconds(long nanos) {
    return nanos / SECOND + " s";
  }

  /** {@code 120 ms}. */
  public static String millis(long nanos) {
    return nanos / MILLI + " ms";
  }

  /** {@code 00:42:10}: hours, minutes, seconds. */
  public static String clock(long nanos) {
    long s = Math.max(0, nanos / SECOND);
    return two(s / 3600) + ":" + two(s / 60 % 60) + ":" + two(s % 60);
  }

  private static String two(long number) {
    return number < 10 ? "0" + number : Long.toString(number);
  }
}
