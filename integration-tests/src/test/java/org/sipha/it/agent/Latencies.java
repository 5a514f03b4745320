package org.sipha.it.agent;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long answers took.
 *
 * @param nanos of those that came, in ascending order
 * @param unanswered how many did not come
 */
public record Latencies(List<Long> nanos, int unanswered) {
  /** Sorts the list. */
  public Latencies {
    nanos = nanos.stream().sorted().toList();
  }

  /** The time within which so many of a hundred answers came. */
  public Duration percentile(int percent) {
    if (nanos.isEmpty()) {
      throw new AssertionError("no answer came, " + unanswered + " are missing");
    }
    int index = (nanos.size() * percent + 99) / 100 - 1;
    return Duration.ofNanos(nanos.get(Math.max(0, index)));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %.1f ms, p99 %.1f ms, longest %.1f ms of %d, %d unanswered",
        millis(50),
        millis(99),
        millis(100),
        nanos.size(),
        unanswered);
  }

  private double millis(int percent) {
    return percentile(percent).toNanos() / 1e6;
  }
}
