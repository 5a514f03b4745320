/**
 * The HA connection on the Vert.x event bus, and the loop that drives the core.
 *
 * <p>Open {@link org.sipha.transport.NodeLoop} first, which owns a node, then {@link
 * org.sipha.transport.EventBusPeerSockets}, which carries its frames to {@link
 * org.sipha.transport.PeerSocketBridge} and the wire; {@link org.sipha.transport.FrameCodec} and
 * {@code ha.proto} say what they look like there. Nothing here decides anything about sessions,
 * roles or calls: that is {@code ha-core}'s.
 */
@NullMarked
package org.sipha.transport;

import org.jspecify.annotations.NullMarked;
