/**
 * What a node needs from outside. Adapters implement these interfaces and answer with {@link
 * org.sipha.core.node.Input}s. No method blocks, none throws because the outside failed. Open
 * {@link org.sipha.core.port.Ports} first.
 */
@NullMarked
package org.sipha.core.port;

import org.jspecify.annotations.NullMarked;
