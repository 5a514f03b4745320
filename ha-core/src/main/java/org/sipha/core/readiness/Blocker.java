package org.sipha.core.readiness;

/**
 * A condition of SPEC 2 that doesn't hold: a stable code and one sentence with figures, for example
 * {@code 23 s of 60 s since the HA connection was established}.
 */
public record Blocker(BlockerCode code, String text) {
  /**
   * As operators read it: {@code settling: 23 s of 60 s since the HA connection was established}.
   */
  @Override
  public String toString() {
    return code + ": " + text;
  }
}
