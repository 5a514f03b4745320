package org.sipha.core.link;

import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;

/**
 * What the HA connection tells the rest of the node. Called while an input is handled, in the order
 * of events.
 */
public interface LinkListener {
  /** The status that heartbeats and Hellos carry. */
  PeerStatus ownStatus();

  /** What a heartbeat that is sent now says about the right; a promise binds from now on. */
  Promise promise();

  /**
   * What the peer's heartbeat says about the right, after {@link #peerStatus}.
   *
   * @param echoNanos when this node sent the heartbeat that it answers, 0 if it answers none
   */
  void promise(Promise promise, long echoNanos);

  /**
   * A new session is established.
   *
   * @param newProcess whether the peer's process is another one than in the session before
   */
  void sessionOpened(Session session, boolean newProcess);

  /** The session lost its socket: the peer's process may just have died. */
  void socketLost();

  /** The session is over. */
  void sessionEnded(Session session, String reason);

  /** The peer's process says that it ends. Followed by {@link #sessionEnded}. */
  void goodbye();

  /** A message, in order, each once. It is confirmed when this returns. */
  void message(PeerMessage message);

  /** The peer has applied a message. */
  void confirmed(Session.Outstanding sent);

  /** The peer spoke about itself within the session. */
  void peerStatus(PeerStatus status);

  /** The peer is primary in a higher epoch than this node claimed. */
  void fenced(long epoch);
}
