package org.sipha.core.link;

import org.sipha.core.link.Frame.Hello;

/**
 * The versions of the HA protocol that a node speaks, from {@code min} to {@code max} inclusive.
 */
public record ProtocolRange(int min, int max) {
  /** Checks that there is at least one version, the first being 1. */
  public ProtocolRange {
    if (min < 1 || max < min) {
      throw new IllegalArgumentException("protocol versions " + min + " to " + max);
    }
  }

  /** The version that two nodes speak whose ranges meet: the newest that both know. */
  static int spoken(Hello one, Hello other) {
    return Math.min(one.protocolMax(), other.protocolMax());
  }
}
