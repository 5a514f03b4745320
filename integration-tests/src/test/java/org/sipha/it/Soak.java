package org.sipha.it;

/** The size of a story: small in {@code ./dev test}, full in {@code ./dev soak NAME}. */
final class Soak {
  private Soak() {}

  /** A figure of the story with this tag. */
  static int size(String tag, int inTest, int inSoak) {
    return isFull(tag) ? inSoak : inTest;
  }

  /** Whether the stories with this tag are told at full size. */
  static boolean isFull(String tag) {
    return tag.equals(System.getProperty("sipha.soak"));
  }
}
