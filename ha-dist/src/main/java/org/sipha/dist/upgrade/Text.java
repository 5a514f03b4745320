package org.sipha.dist.upgrade;

/** Texts of limited length. */
final class Text {
  private static final String CUT = "...";

  private Text() {}

  /** The text, cut off after so many characters. */
  static String upTo(int most, String text) {
    return text.length() <= most ? text : text.substring(0, most - CUT.length()) + CUT;
  }
}
