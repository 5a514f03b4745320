package org.sipha.config.type;

import java.util.regex.Pattern;

/** A whole number in decimal digits; {@code 5e2}, {@code 500.0} and {@code 0x1f4} are none. */
public record WholeNumber(int min, int max) implements ValueType<Integer> {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
  private static final int DIGITS_OF_INT = 9;

  /** A port of TCP or UDP. Not 0: the peer must know it. */
  public static WholeNumber port() {
    return new WholeNumber(1, 65_535);
  }

  @Override
  public Reading<Integer> read(String text) {
    String number = text.strip();
    if (number.isEmpty()) {
      return Reading.wrong("is empty");
    }
    if (!NUMBER.matcher(number).matches()) {
      return Reading.wrong("is not a whole number");
    }
    if (number.length() > DIGITS_OF_INT) {
      return Reading.wrong("is out of range");
    }
    int value = Integer.parseInt(number);
    return value < min || value > max ? Reading.wrong("is out of range") : Reading.of(value);
  }

  @Override
  public String valid() {
    return min + " to " + max;
  }
}
