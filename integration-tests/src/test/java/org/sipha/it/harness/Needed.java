package org.sipha.it.harness;

import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine that it runs on. */
public final class Needed {
  private Needed() {}

  /**
   * Skips the calling test where something isn't there; in a continuous build that is a failure.
   *
   * @param missing what isn't there and how it is had, in a sentence
   */
  public static void require(boolean isThere, String missing) {
    if (!isThere && System.getenv("CI") != null) {
      throw new AssertionError(missing);
    }
    Assumptions.assumeTrue(isThere, missing);
  }
}
