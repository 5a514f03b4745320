package org.sipha.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One moment on both clocks, so that a node's monotonic times can be shown as times of day. Taken
 * anew for each page: after a step of the wall clock all times of a page move together, and their
 * distances stay right.
 *
 * @param nanos the monotonic clock, {@link System#nanoTime}
 * @param wall the time of day
 */
public record Moment(long nanos, Instant wall) {
  /** This moment. */
  public static Moment now() {
    return new Moment(System.nanoTime(), Instant.now());
  }

  /** The time of day of a monotonic time, to the millisecond. */
  public Instant at(long otherNanos) {
    return wall.minusNanos(nanos - otherNanos).truncatedTo(ChronoUnit.MILLIS);
  }

  /** Whole seconds from a monotonic time until this moment, at least 0. */
  public long secondsSince(long otherNanos) {
    return Math.max(0, (nanos - otherNanos) / 1_000_000_000L);
  }

  /** Seconds until a monotonic time, to the tenth and at least 0; null if that is 0. */
  public @Nullable Double secondsUntil(long otherNanos) {
    return otherNanos == 0 ? null : Math.max(0, (otherNanos - nanos) / 100_000_000L) / 10.0;
  }
}
