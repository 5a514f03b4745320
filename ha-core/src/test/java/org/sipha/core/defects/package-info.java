/**
 * Proves that the proofs can fail: known defects are put into a copy of the core, one at a time,
 * and must be noticed. Open {@link org.sipha.core.defects.SeededDefectsTest} first.
 */
@NullMarked
package org.sipha.core.defects;

import org.jspecify.annotations.NullMarked;
