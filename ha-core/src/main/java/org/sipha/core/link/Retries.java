package org.sipha.core.link;

import org.sipha.core.node.Nanos;

/**
 * How it goes with the tries for a connection.
 *
 * @param failed tries in a row that brought no session
 * @param nextNanos when the next one is made, on the node's clock; 0 while one runs or none is
 *     needed
 * @param losses connections lost in a row, each within 5 s of the one before; 0 after 5 s of calm
 * @param lossesWithinNanos from the first of these to the last
 */
public record Retries(int failed, long nextNanos, int losses, long lossesWithinNanos) {
  /** {@code lost 7 times in 20 s, 3 tries in a row failed}; empty if there is nothing to tell. */
  public String inWords() {
    String lost =
        losses > 1
            ? "lost " + losses + " times in " + Nanos.seconds(lossesWithinNanos + Nanos.SECOND - 1)
            : "";
    String tries = failed > 1 ? failed + " tries in a row failed" : "";
    return lost.isEmpty() || tries.isEmpty() ? lost + tries : lost + ", " + tries;
  }
}
