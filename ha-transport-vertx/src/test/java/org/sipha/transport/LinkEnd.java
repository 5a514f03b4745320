package org.sipha.transport;

import org.sipha.core.port.PeerSockets;

/**
 * One end of an HA connection under {@link PeerLinkContract}: a node's sockets, and what the node
 * was given.
 */
interface LinkEnd extends AutoCloseable {
  /** The sockets; any thread of a test may call them, the end sees to the thread that they want. */
  PeerSockets sockets();

  /** What came from the sockets. */
  ReceivedInputs inputs();

  /** Marks as handled what {@link ReceivedInputs#hold} held, on the node's thread. */
  void letGo();

  /** Port on which this end listens. */
  int port();

  /** What was counted. */
  LinkCounts counts();

  @Override
  void close();
}
