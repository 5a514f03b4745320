package org.sipha.core.node;

import java.util.List;

/**
 * How long something took, counted by ranges: what a histogram is drawn from.
 *
 * @param counts how many were in each range: up to the first of {@link #BOUNDS_NANOS}, above that
 *     up to the second, and so on; the last is what was above the last bound
 * @param sumNanos all of them together
 */
public record Delays(List<Long> counts, long sumNanos) {
  /**
   * The bounds, each within its range. From the round trip of a quiet HA connection to the 10 s
   * after which a peer that confirms nothing is dropped, through the 100 ms for which an answer
   * waits.
   */
  public static final List<Long> BOUNDS_NANOS =
      List.of(
          250_000L,
          500_000L,
          Nanos.MILLI,
          2_500_000L,
          5 * Nanos.MILLI,
          10 * Nanos.MILLI,
          25 * Nanos.MILLI,
          50 * Nanos.MILLI,
          100 * Nanos.MILLI,
          250 * Nanos.MILLI,
          500 * Nanos.MILLI,
          Nanos.SECOND,
          2_500 * Nanos.MILLI,
          5 * Nanos.SECOND,
          10 * Nanos.SECOND);

  /** Copies the list, which must have a count for each range. */
  public Delays {
    counts = List.copyOf(counts);
    if (counts.size() != BOUNDS_NANOS.size() + 1) {
      throw new IllegalArgumentException(counts.size() + " ranges");
    }
  }
}
