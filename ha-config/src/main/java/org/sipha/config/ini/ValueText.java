package org.sipha.config.ini;

import org.jspecify.annotations.Nullable;

/**
 * The text after {@code =}: where the value ends and a comment begins.
 *
 * <ul>
 *   <li>A comment begins at a semicolon between blanks (or at either end): {@code primary ; why}.
 *       So the parameters of {@code sip:x@h;transport=tcp} and {@code sip:x@h ;transport=tcp}
 *       belong to the value.
 *   <li>{@code "in double quotes"} everything belongs to the value, blanks at both ends too; there
 *       is no escape, and only a comment may follow the closing quote.
 *   <li>A blank and {@code \} at the end: goes on in the next line.
 * </ul>
 */
final class ValueText {
  private ValueText() {}

  /**
   * What one line adds to a value.
   *
   * @param goesOn whether the next line belongs to it too
   * @param wrong why it can't be read, else null
   */
  record Part(String text, boolean goesOn, @Nullable String wrong) {}

  /** Parses one line of a value; only the {@code first} may be quoted. */
  static Part parse(String text, boolean first) {
    if (first && text.startsWith("\"")) {
      int close = text.indexOf('"', 1);
      if (close < 0) {
        return new Part("", false, "the closing quote is missing");
      }
      if (!withoutComment(text.substring(close + 1)).isBlank()) {
        return new Part("", false, "text after the closing quote");
      }
      return new Part(text.substring(1, close), false, null);
    }
    String value = strip(withoutComment(text));
    if (value.equals("\\") || value.endsWith(" \\") || value.endsWith("\t\\")) {
      return new Part(strip(value.substring(0, value.length() - 1)), true, null);
    }
    return new Part(value, false, null);
  }

  /** Cuts the comment off, if there is one. */
  static String withoutComment(String text) {
    for (int i = text.indexOf(';'); i >= 0; i = text.indexOf(';', i + 1)) {
      boolean blankBefore = i == 0 || isBlank(text.charAt(i - 1));
      boolean blankAfter = i + 1 == text.length() || isBlank(text.charAt(i + 1));
      if (blankBefore && blankAfter) {
        return text.substring(0, i);
      }
    }
    return text;
  }

  /**
   * Why commons-configuration2 couldn't be given this value unchanged (see {@link IniValues}); null
   * if it can.
   */
  static @Nullable String unreadable(String value) {
    return value.endsWith("\\") || value.contains("\\\"")
        ? "a backslash can't stand before a double quote or at the end of a value"
        : null;
  }

  /**
   * Without blanks and tabs at both ends; other white space, such as U+00A0, stays and is refused
   * by the types.
   */
  static String strip(String text) {
    int start = 0;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
