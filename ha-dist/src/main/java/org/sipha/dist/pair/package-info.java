/**
 * A complete pair on this machine: both servers as child processes, watched and started again (SPEC
 * 8, {@code sipha pair}). Open {@link org.sipha.dist.pair.PairRun} first.
 */
@NullMarked
package org.sipha.dist.pair;

import org.jspecify.annotations.NullMarked;
