package org.sipha.core.node;

import java.util.List;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallTable;

/** A node of the pair as a function of input and time. */
public final class HaNode {
  private final CallTable calls = new CallTable();

  /** A node that has just started, at {@code nowNanos} of the monotonic clock. */
  public HaNode(NodeSettings settings, long nowNanos) {}

  /** Handles one input; the caller performs the effects in their order. One thread at a time. */
  public Step handle(Input input, long nowNanos) {
    return new Step(List.of(), List.of());
  }

  /** When {@link Input.Tick} must be given at the latest, whatever else happens before. */
  public long wakeUpAtNanos() {
    return Long.MAX_VALUE;
  }

  /** The calls of this node, readable from any thread. */
  public CallDirectory calls() {
    return calls;
  }
}
