package org.sipha.core.exploration;

/**
 * One step of the tiny world. Nothing but {@link Kind#PASS}, {@link Kind#SILENCE} and {@link
 * Kind#CUT} takes time.
 *
 * @param who at which node (0 is A), where the kind needs one
 * @param call which call, counted in the order of their creation, where the kind needs one
 */
record Move(Kind kind, int who, int call) {
  /** What can happen. */
  enum Kind {
    /** The serving node sets a call up. */
    CREATE,
    /** The serving node changes the call. */
    CHANGE,
    /** A party of the call hangs up at that node. */
    PARTY_ENDS,
    /** That node's own timer ends the call. */
    TIMER_ENDS,
    /** The next frame is delivered to that node. */
    DELIVER,
    /** The socket is lost, and all that is on the way; the session can be resumed. */
    BREAK,
    /** Nothing passes for 2 s, and all that is on the way is lost: the session is over. */
    CUT,
    /** A socket opens and both shake hands: the session is resumed, or a new one begins. */
    CONNECT,
    /** As {@link #CONNECT}, but the socket is lost when only that node knows that they agree. */
    HALF_CONNECT,
    /** A second passes in which everything is delivered at once. */
    PASS,
    /** A second passes in which nothing is delivered, or lost. */
    SILENCE,
    /** The process of that node dies, and a new one starts at once. */
    RESTART,
    /** The primary is told to switch over. */
    SWITCH,
    /** The primary is told to switch over, forced. */
    FORCE
  }

  static Move of(Kind kind) {
    return new Move(kind, -1, -1);
  }

  static Move at(Kind kind, int who) {
    return new Move(kind, who, -1);
  }

  @Override
  public String toString() {
    return kind + (who < 0 ? "" : who == 0 ? " A" : " B") + (call < 0 ? "" : " call " + call);
  }
}
