package org.sipha.dist.upgrade;

import java.util.Locale;

/**
 * What is done when multisite calls from before the HA connection was established have alone held a
 * switchover to their limit.
 */
public enum OldMultisiteCalls {
  /** Goes on waiting for them. */
  WAIT,
  /** Refuses, and names them. */
  GIVE_UP,
  /** Forces the switchover: these calls are lost, and named. */
  ACCEPT_LOSS;

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
