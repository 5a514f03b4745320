package org.sipha.core.node;

import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.readiness.BlockerCode;

/**
 * Some of the calls that hold readiness at 0, in the order of their ids.
 *
 * @param total how many there are in all
 */
public record BlockingCallsPage(int total, List<Item> items) {
  /** Copies the list. */
  public BlockingCallsPage {
    items = List.copyOf(items);
  }

  /** One call and the blocker it belongs to. */
  public record Item(CallId id, BlockerCode reason) {}
}
