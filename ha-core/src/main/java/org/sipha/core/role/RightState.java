package org.sipha.core.role;

import java.util.Locale;

/**
 * How a node stands to the right to serve; spelled for operators with hyphens in lower case by
 * {@link #toString}.
 */
public enum RightState {
  /** It doesn't have it. */
  NONE,
  /** It has it: renewed in time, or without an end. */
  HELD,
  /** It has it, but more than half of the lease is over without a renewal. */
  UNRENEWED,
  /** The lease is over; it goes on because the backup has promised not to ask. */
  PROMISED;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
