/**
 * The upgrade of a pair as one guarded operation (SPEC 9): {@code sipha upgrade}.
 *
 * <p>It is driven by its goal, not by a script: what is done next follows from what is seen of both
 * servers, so that a resumed upgrade, a rollback and a downgrade are the same loop. Open {@link
 * org.sipha.dist.upgrade.Next} first, it has the rules; {@link org.sipha.dist.upgrade.Upgrade} is
 * the loop.
 */
@NullMarked
package org.sipha.dist.upgrade;

import org.jspecify.annotations.NullMarked;
