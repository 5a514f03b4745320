package org.sipha.core.node;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.PeerMessage.NodeBlocker;

/**
 * How a command ended.
 *
 * @param outcome in a word
 * @param text one sentence for the operator
 * @param primary name of the node that is primary now, null if none or unknown
 * @param blockers of both nodes, when refused
 */
public record CommandResult(
    Outcome outcome, String text, @Nullable String primary, List<NodeBlocker> blockers) {
  /** Copies the list. */
  public CommandResult {
    blockers = List.copyOf(blockers);
  }

  /** The outcomes of SPEC 7. */
  public enum Outcome {
    /** It is so now. */
    DONE,
    /** Not safe now: see the blockers. */
    REFUSED,
    /** Another role change is running, or the connection is suspect. */
    BUSY,
    /** It was tried and rolled back. */
    FAILED,
    /** The confirmation was lost: look at both nodes. */
    UNKNOWN
  }
}
