package org.sipha.core.link;

/**
 * The versions of the HA protocol that this build speaks (SPEC 9, DESIGN handshake). Two nodes
 * speak the highest that both know; without one they refuse each other.
 */
public final class Protocol {
  private Protocol() {}

  /** The oldest that is still spoken. */
  public static int min() {
    return 1;
  }

  /** The newest. */
  public static int max() {
    return 1;
  }
}
