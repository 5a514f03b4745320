package org.sipha.core.node;

import java.util.List;

/** Moves the time of a {@link Turn} for tests of the machines that share it. */
public final class TurnTimes {
  private TurnTimes() {}

  /** An input is handled at that time. */
  public static void at(Turn turn, long nanos) {
    turn.begin(nanos);
  }

  /** What was wanted since {@link #at}. */
  public static List<Effect> wanted(Turn turn) {
    return turn.end().effects();
  }

  /** What was said since {@link #at}. */
  public static List<Reason> reasons(Turn turn) {
    return turn.end().reasons();
  }
}
