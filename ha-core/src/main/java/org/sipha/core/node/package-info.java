/**
 * A node as a function: {@link org.sipha.core.node.HaNode} takes an {@link
 * org.sipha.core.node.Input} and the time, and returns the {@link org.sipha.core.node.Effect}s it
 * wants with its reasons. Open {@code HaNode} first.
 */
@NullMarked
package org.sipha.core.node;

import org.jspecify.annotations.NullMarked;
