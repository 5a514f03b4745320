package org.sipha.bench;

import java.util.Locale;

/** Writes for people who watch a run. */
public final class Print {
  private Print() {}

  /** One line. */
  @SuppressWarnings({"SystemOut", "AnnotateFormatMethod"}) // the report of a run is its output
  public static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** A value with its unit, with three digits that count. */
  public static String number(Figure figure) {
    return number(figure.value()) + " " + figure.unit();
  }

  /** A value with three digits that count. */
  public static String number(double value) {
    double size = Math.abs(value);
    String format =
        size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
