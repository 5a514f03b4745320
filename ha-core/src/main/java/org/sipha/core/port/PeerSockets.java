package org.sipha.core.port;

import org.sipha.core.link.Frame;

/**
 * Sockets between the two nodes.
 *
 * <p>Frames of one socket arrive complete, in order and at most once, or the socket closes: nothing
 * else is relied on. What was sent and not confirmed when a socket closes may or may not have
 * arrived. A socket that doesn't take what it is given (8 MB queued) is closed by the adapter,
 * never waited for.
 */
public interface PeerSockets {
  /**
   * Tries to open a socket, within 3 s (1 s to connect, 2 s for TLS); answers with {@code
   * SocketOpened} or {@code DialFailed}.
   */
  void dial();

  /** Sends a frame. A socket that is closed already swallows it. */
  void send(long socket, Frame frame);

  /**
   * Closes a socket after what was sent has been written, or at once if that doesn't go; answers
   * {@code SocketClosed}.
   */
  void close(long socket, String reason);
}
