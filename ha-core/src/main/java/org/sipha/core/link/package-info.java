/**
 * The HA connection: what travels over it ({@link org.sipha.core.link.Frame}, {@link
 * org.sipha.core.link.PeerMessage}) and the machine that keeps a session of it alive ({@link
 * org.sipha.core.link.Link}), free of sockets. Open {@code Link} first.
 */
@NullMarked
package org.sipha.core.link;

import org.jspecify.annotations.NullMarked;
