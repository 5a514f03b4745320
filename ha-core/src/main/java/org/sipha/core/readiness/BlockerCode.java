package org.sipha.core.readiness;

import java.util.Locale;

/**
 * The stable codes of SPEC 2; spelled for operators with hyphens in lower case by {@link
 * #toString}.
 */
public enum BlockerCode {
  /** Self-checks are running. */
  STARTING,
  /** The node is neither primary nor backup. */
  NO_ROLE,
  /** The node's core hasn't spoken for too long: it was frozen or hangs. */
  VIEW_STALE,
  /** There is no session with the peer. */
  HA_CONNECTION_DOWN,
  /**
   * The peer hasn't been heard for a moment, or the socket was lost: a switchover is refused, the
   * verdict stays.
   */
  HA_CONNECTION_SUSPECT,
  /** Fewer than 60 s have passed since the connection was established. */
  SETTLING,
  /** Calls that the backup hasn't confirmed, or the inventory isn't done. */
  CALLS_UNSYNCHRONIZED,
  /** Multisite calls that existed before the connection was established. */
  MULTISITE_CALLS_BEFORE_CONNECTION,
  /** An old primary handed over and never heard whether the new one serves. */
  HANDOVER_UNCONFIRMED,
  /**
   * Shown beside blockers: the lock is held while the peer is silent, so it is frozen or cut off.
   */
  PEER_FROZEN;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
