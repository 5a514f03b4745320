package org.sipha.core.simulation;

import org.sipha.core.node.NodeView;

/** What grows in a node and can be seen from outside stays within its bound (SPEC 3.6). */
final class Bounds {
  /** The window, and the few control messages that may go past it. */
  private static final int OUTSTANDING = 4_096 + 64;

  private static final int DOUBLE_FAILURES = 20;
  private static final int BATCHES = 512;

  private Bounds() {}

  static void areKept(NodeView view) {
    isWithin("window", view.connection().outstandingFrames(), OUTSTANDING);
    isWithin("list of double failures", view.doubleFailures().size(), DOUBLE_FAILURES);
    isWithin("list of batches", view.synchronization().batches().size(), BATCHES);
  }

  private static void isWithin(String what, int size, int bound) {
    if (size > bound) {
      throw new AssertionError("the " + what + " grew to " + size);
    }
  }
}
