package org.sipha.core.role;

import java.util.Locale;

/**
 * How a check of a starting node stands.
 *
 * @param name for operators and programs, stable
 * @param text why it failed and what to do, or what more there is to say; may be empty
 */
public record SelfCheck(String name, State state, String text) {
  /** Spelled in lower case by {@link #toString}. */
  public enum State {
    /** It hasn't come to an end yet. */
    RUNNING,
    /** All is well. */
    PASSED,
    /** It has failed and is tried again. */
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
