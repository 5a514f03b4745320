package org.sipha.config.type;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * A time, written as a number of its unit.
 *
 * @param unit what the number counts
 */
public record TimeSpan(Unit unit, Duration min, Duration max) implements ValueType<Duration> {
  /** What the number counts. */
  public enum Unit {
    /** Whole milliseconds. */
    MILLISECONDS("ms", 0, Pattern.compile("[0-9]{1,9}")),
    /** Seconds, with up to three decimals. */
    SECONDS("s", 3, Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,3})?"));

    private final String symbol;
    private final int digitsOfMillis;
    private final Pattern number;

    Unit(String symbol, int digitsOfMillis, Pattern number) {
      this.symbol = symbol;
      this.digitsOfMillis = digitsOfMillis;
      this.number = number;
    }
  }

  /** Whole milliseconds, from {@code min} to {@code max}. */
  public static TimeSpan millis(long min, long max) {
    return new TimeSpan(Unit.MILLISECONDS, Duration.ofMillis(min), Duration.ofMillis(max));
  }

  /** Seconds, from {@code minMillis} to {@code maxSeconds}. */
  public static TimeSpan seconds(long minMillis, long maxSeconds) {
    return new TimeSpan(Unit.SECONDS, Duration.ofMillis(minMillis), Duration.ofSeconds(maxSeconds));
  }

  @Override
  public Reading<Duration> read(String text) {
    String number = text.strip();
    if (number.isEmpty()) {
      return Reading.wrong("is empty");
    }
    if (!unit.number.matcher(number).matches()) {
      return Reading.wrong(
          "is not a number of " + (unit == Unit.SECONDS ? "seconds" : "milliseconds"));
    }
    BigDecimal millis = new BigDecimal(number).movePointRight(unit.digitsOfMillis);
    Duration value = Duration.ofMillis(millis.longValueExact());
    return value.compareTo(min) < 0 || value.compareTo(max) > 0
        ? Reading.wrong("is out of range")
        : Reading.of(value);
  }

  @Override
  public String valid() {
    String decimals = unit == Unit.SECONDS ? ", up to three decimals" : "";
    return inUnit(min) + " to " + inUnit(max) + " " + unit.symbol + decimals;
  }

  private String inUnit(Duration time) {
    BigDecimal number = BigDecimal.valueOf(time.toMillis()).movePointLeft(unit.digitsOfMillis);
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
