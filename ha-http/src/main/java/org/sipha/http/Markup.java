package org.sipha.http;

/** Text for XML and HTML. */
final class Markup {
  private static final int REPLACEMENT = 0xFFFD;

  private Markup() {}

  /**
   * Text as element content or attribute value, in XML 1.0 and HTML alike. What isn't ASCII becomes
   * a numeric reference, so that a client that guesses the charset wrongly still reads it; what XML
   * 1.0 2.2 forbids becomes U+FFFD.
   */
  static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> {
        if (c >= ' ' && c <= '~') {
          out.append((char) c);
        } else {
          out.append("&#").append(isAllowed(c) ? c : REPLACEMENT).append(';');
        }
      }
    }
  }

  private static boolean isAllowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0xA0
            && c <= 0xD7FF) // 0x7F to 0x9F are controls, which HTML takes for something else
        || (c >= 0xE000 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0x10FFFF);
  }
}
