/**
 * The copy beyond the pair (SPEC 10): what is told to a grid, and how a node that took over with an
 * incomplete copy gets back from there what it lacks. Open {@link org.sipha.core.grid.GridCopy}
 * first, then {@link org.sipha.core.grid.Recall}.
 */
@NullMarked
package org.sipha.core.grid;

import org.jspecify.annotations.NullMarked;
