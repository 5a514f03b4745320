package org.sipha.dist.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** A time in seconds on the command line, with decimals if needed. */
final class Seconds {
  private static final BigDecimal MAX = BigDecimal.valueOf(3_600);

  private Seconds() {}

  /** Reads one, up to an hour; anything else is wrong usage. */
  static Duration parse(CommandLine line, String option, String text) {
    try {
      BigDecimal seconds = new BigDecimal(text);
      if (seconds.signum() >= 0 && seconds.compareTo(MAX) <= 0) {
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new ParameterException(
        line, option + " takes seconds from 0 to 3600, for example 2 or 0.5, not " + text);
  }
}
