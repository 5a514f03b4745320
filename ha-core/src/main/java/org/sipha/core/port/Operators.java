package org.sipha.core.port;

import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.NodeView;

/** The people and monitors who watch and command a node, and the process it runs in. */
public interface Operators {
  /** Shows the node's latest state. */
  void publish(NodeView view);

  /** Answers a command. */
  void reply(long command, CommandResult result);

  /** Answers a query for blocking calls. */
  void blockingCalls(long query, BlockingCallsPage page);

  /** The node has ended after {@code Stop}: the process may exit. */
  void stopped();
}
