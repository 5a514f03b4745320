package org.sipha.it;

/** The size of a story: small in {@code ./dev test}, full in {@code ./dev soak NAME}. */
public final class Soak {
  private Soak() {}

  /** A figure of the story with this tag. */
  public static int size(String tag, int inTest, int inSoak) {
    return isFull(tag) ? inSoak : inTest;
  }

  /** Whether the stories with this tag are told at full size. */
  public static boolean isFull(String tag) {
    return tag.equals(System.getProperty("sipha.soak"));
  }
}
