package org.sipha.core.port;

import org.sipha.core.node.Input;

/**
 * Where adapters give what happened. Any thread; inputs of one thread are handled in the order in
 * which it gave them.
 */
@FunctionalInterface
public interface Inputs {
  /** Hands an input to the node; returns at once, before it has been handled. */
  void give(Input input);
}
