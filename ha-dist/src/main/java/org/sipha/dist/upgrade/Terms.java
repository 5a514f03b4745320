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
    Duration startLimit) {}
