package org.sipha.core.role;

/** Who wants a role change, and is told how it ended. */
sealed interface Requester {
  /** A command given to this node. */
  record Operator(long command) implements Requester {}

  /** A command given to the other node, which asked this one. */
  record Peer(long request) implements Requester {}

  /** This process stops: nobody waits for an answer. */
  record Shutdown() implements Requester {}
}
