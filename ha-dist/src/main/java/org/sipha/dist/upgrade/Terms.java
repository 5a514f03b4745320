package org.sipha.dist.upgrade;

import java.time.Duration;

/**
 * What the operator agrees to.
 *
 * @param gateLimit a gate may be closed for so long
 * @param multisiteLimit old multisite calls alone may hold a switchover for so long
 * @param oldMultisiteCalls what then
 * @param startLimit a started server may take so long to get its role
 */
record Terms(
    Duration gateLimit,
    Duration multisiteLimit,
    OldMultisiteCalls oldMultisiteCalls,
    Duration startLimit) {
  /** What is done when old multisite calls alone have held a switchover to the limit. */
  enum OldMultisiteCalls {
    /** Goes on waiting. */
    WAIT,
    /** Refuses. */
    GIVE_UP,
    /** Forces the switchover: these calls are lost, and named. */
    ACCEPT_LOSS
  }
}
