package org.sipha.config.server;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before a configuration server is asked again: 10 s, after each failure twice as
 * long up to 60 s, and then up to a fifth shorter, so that many servers don't ask at the same
 * moment.
 */
final class Backoff {
  static final Duration USUAL = Duration.ofSeconds(10);
  static final Duration LONGEST = Duration.ofSeconds(60);
  private static final int MOST_DOUBLINGS = 3; // 80 s, cut to 60 s
  private static final double JITTER = 0.2;

  private final DoubleSupplier chance;
  private int failures;

  /**
   * A new one, without failures.
   *
   * @param chance from 0 to 1
   */
  Backoff(DoubleSupplier chance) {
    this.chance = chance;
  }

  void failed() {
    failures++;
  }

  void succeeded() {
    failures = 0;
  }

  Duration pause() {
    if (failures == 0) {
      return USUAL;
    }
    long doubled = USUAL.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
    long longest = Math.min(doubled, LONGEST.toMillis());
    return Duration.ofMillis(Math.round(longest * (1 - JITTER * chance.getAsDouble())));
  }
}
