package org.sipha.transport;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends of the HA connection within a process, {@link EventBusPeerSockets} beside the
 * node and {@link PeerSocketBridge} beside the sockets, say to each other on the event bus. Never
 * leaves the process.
 *
 * <p>The event bus keeps the order of what one context sends to another, across addresses too; both
 * ends rely on it.
 */
sealed interface LinkMessage {
  /** Address of {@link Command}s, in one so that a close can't overtake what was sent before it. */
  String OUT = "ha.link.out";

  /** Address of {@link Received}. Each is answered when the node has handled it. */
  String IN = "ha.link.in";

  /** Address of {@link Event}s. */
  String EVENTS = "ha.link.events";

  /** To the sockets. */
  sealed interface Command extends LinkMessage {}

  /** Try to open a socket to the peer. */
  record Dial() implements Command {}

  /**
   * Write these whole frames. Answered when the socket has taken them (the sender has its credit
   * back) or refused when they can't be written any more. The buffer belongs to the receiver.
   */
  record Write(long socket, Buffer frames) implements Command {}

  /** Close a socket: after what was written before, or at once. */
  record Close(long socket, String reason, boolean atOnce) implements Command {}

  /** These whole frames came, without their lengths. The arrays belong to the receiver. */
  record Received(long socket, List<byte[]> frames) implements LinkMessage {}

  /** Something happened to a socket. */
  sealed interface Event extends LinkMessage {}

  /** A socket is open; {@code peer} is who has proved to be there, null in plaintext. */
  record Opened(long socket, boolean dialled, @Nullable PeerIdentity peer) implements Event {}

  /** A socket is closed; nothing more comes from it. */
  record Closed(long socket, String text) implements Event {}

  /** {@link Dial} didn't succeed. */
  record DialFailed(String text) implements Event {}
}
