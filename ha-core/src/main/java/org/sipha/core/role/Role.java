package org.sipha.core.role;

import java.util.Locale;

/**
 * What a node is in the pair at a moment (SPEC 4); spelled for operators in lower case by {@link
 * #toString}.
 */
public enum Role {
  /** Starting, or stopped serving and not yet connected to a primary. */
  NONE,
  /** Carries the calls and serves SIP. */
  PRIMARY,
  /** Holds a live copy of the primary's calls. */
  BACKUP;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
