package org.sipha.core.grid;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.node.Input.GridState.State;

/**
 * How the copy beyond the pair stands, seen from one node.
 *
 * @param state as the grid's side last told
 * @param sinceNanos since when, monotonic
 * @param waiting changes that wait to be written
 * @param text one sentence for the operator
 * @param covers whether a double failure now would lose no call: this node serves, and the grid is
 *     equal to its table or was within the last 5 s
 * @param recovery what this serving node has got back, null if it lacked nothing when it took over
 */
public record GridView(
    State state,
    long sinceNanos,
    int waiting,
    String text,
    boolean covers,
    @Nullable Recovery recovery) {

  /**
   * What a node that took over with an incomplete copy has got back from the grid.
   *
   * @param state how far it is
   * @param startedNanos when the node took over, monotonic
   * @param endedNanos when all of the grid had been read, 0 before
   * @param found calls that the node lacked and the grid had
   * @param recovered those of them that both parties have
   * @param endedAtCheck those that ended first: a party hung up, or didn't have the call any more
   * @param pending those whose parties are still to be asked
   * @param missing calls that the node is known to have lacked and that haven't come, at most 1,000
   * @param missingCount how many such calls there are
   * @param text why it goes no further, empty if it does
   */
  public record Recovery(
      Progress state,
      long startedNanos,
      long endedNanos,
      int found,
      int recovered,
      int endedAtCheck,
      int pending,
      List<CallId> missing,
      int missingCount,
      String text) {
    /** Copies the list. */
    public Recovery {
      missing = List.copyOf(missing);
    }
  }

  /** How far a recovery is; spelled in lower case by {@link #toString}. */
  public enum Progress {
    /** The grid is being read. */
    RUNNING,
    /** The grid can't be read now; it is tried again each second. */
    WAITING,
    /** All that the grid has is here. */
    DONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
