/**
 * Every interleaving of a tiny world: two real nodes, one or two calls, and a wire on which each
 * frame is delivered by a step of its own. Open {@link
 * org.sipha.core.exploration.InterleavingsTest} first.
 */
@NullMarked
package org.sipha.core.exploration;

import org.jspecify.annotations.NullMarked;
