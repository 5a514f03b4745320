package org.sipha.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Problems as an operator reads them, one line each. */
public final class ProblemReport {
  private static final int MAX_VALUE_CHARS = 80;
  private static final int MAX_LINES = 100;

  private ProblemReport() {}

  /**
   * A line for each problem, at most {@value #MAX_LINES} and then how many more there are; each
   * ends with a line feed.
   *
   * <p>{@code FILE:LINE: [section] option = value: what's wrong; valid: …; did you mean …?}
   */
  public static String text(List<Problem> problems) {
    String lines =
        problems.stream()
            .limit(MAX_LINES)
            .map(problem -> line(problem) + "\n")
            .collect(Collectors.joining());
    int more = problems.size() - MAX_LINES;
    return more > 0 ? lines + "... and " + more + " more\n" : lines;
  }

  /** One problem, without a line feed. */
  public static String line(Problem problem) {
    StringBuilder line = new StringBuilder(problem.file());
    if (problem.line() > 0) {
      line.append(':').append(problem.line());
    }
    line.append(": ");
    String place = place(problem.section(), problem.option(), problem.value());
    if (!place.isEmpty()) {
      line.append(place).append(": ");
    }
    line.append(printable(problem.message()));
    if (problem.valid() != null) {
      line.append("; valid: ").append(problem.valid());
    }
    if (problem.suggestion() != null) {
      line.append("; did you mean ").append(problem.suggestion()).append('?');
    }
    return line.toString();
  }

  private static String place(
      @Nullable String section, @Nullable String option, @Nullable String value) {
    StringBuilder place = new StringBuilder();
    if (section != null) {
      place.append('[').append(shortened(section)).append("] ");
    }
    if (option != null) {
      place.append(shortened(option));
    }
    if (value != null) {
      place.append(option == null ? "" : " = ").append(shortened(value));
    }
    return place.toString().strip();
  }

  private static String shortened(String text) {
    boolean tooLong = text.length() > MAX_VALUE_CHARS;
    return printable(tooLong ? text.substring(0, MAX_VALUE_CHARS) + "..." : text);
  }

  /**
   * What a terminal wouldn't show, or would obey, is spelled out: U+00A0 is a favourite of copied
   * text.
   */
  private static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean visible =
                  c == ' '
                      || !(Character.isISOControl(c)
                          || Character.isSpaceChar(c)
                          || !Character.isDefined(c)
                          || Character.getType(c) == Character.FORMAT
                          || Character.getType(c) == Character.SURROGATE);
              if (visible) {
                printable.appendCodePoint(c);
              } else {
                printable.append(String.format("<U+%04X>", c));
              }
            });
    return printable.toString();
  }
}
