/**
 * Who may be primary when no grid of machines decides it: an operating-system lock on one host, or
 * a person (SPEC 4). Open {@link org.sipha.dist.arbiter.FileLockArbiter} first, then {@link
 * org.sipha.dist.arbiter.LockFile}, which knows the traps of such locks.
 */
@NullMarked
package org.sipha.dist.arbiter;

import org.jspecify.annotations.NullMarked;
