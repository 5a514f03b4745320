package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.sipha.core.call.CallId;
import org.sipha.core.event.EventCode;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.Turn;

/**
 * Answers that went on without the backup's confirmation (SPEC 4). If the primary dies now the
 * backup may not know what they said, so they are named: a primary that is dead can't be asked.
 *
 * <p>The name stands in the log before the answer goes, because a turn's reasons are written before
 * its effects are performed. Only answers that a backup could have confirmed are named there; how
 * long there was no backup the log says anyway. On the timeline they are counted, once a minute at
 * most.
 */
final class Unprotected {
  /** Calls that the view shows. */
  static final int MAX_SHOWN = 100;

  /** Answers that are named in the log within one second; more are only counted. */
  static final int MAX_NAMED_PER_SECOND = 200;

  private static final long EVENT_PAUSE = 60 * Nanos.SECOND;

  private final Turn turn;
  private final Deque<CallId> last = new ArrayDeque<>();
  private List<CallId> shown = List.of();
  private long count;

  private final List<String> untold = new ArrayList<>();
  private int unnamed;
  private long secondBeganNanos;
  private int namedInSecond;

  private int withoutEvent;
  private boolean toldEvent;
  private long eventNanos;

  Unprotected(Turn turn) {
    this.turn = turn;
    this.secondBeganNanos = turn.now();
  }

  /** How many so far. */
  long count() {
    return count;
  }

  /** The calls of the last ones, newest last. */
  List<CallId> shown() {
    if (shown.isEmpty() && !last.isEmpty()) {
      shown = List.copyOf(last);
    }
    return shown;
  }

  /** There is no backup that could have confirmed it. */
  void withoutBackup(CallId call) {
    count++;
    if (last.size() == MAX_SHOWN) {
      last.removeFirst();
    }
    last.addLast(call);
    shown = List.of();
  }

  /** There is a backup, and it has not confirmed it. */
  void unconfirmed(CallId call, Promised promised) {
    withoutBackup(call);
    withoutEvent++;
    if (turn.since(secondBeganNanos) >= Nanos.SECOND) {
      secondBeganNanos = turn.now();
      namedInSecond = 0;
    }
    if (namedInSecond < MAX_NAMED_PER_SECOND) {
      namedInSecond++;
      untold.add(call + " " + promised);
    } else {
      unnamed++;
    }
  }

  /** Names those of this turn in the log. */
  void tell() {
    if (untold.isEmpty() && (unnamed == 0 || turn.since(secondBeganNanos) < Nanos.SECOND)) {
      return;
    }
    if (unnamed > 0) {
      untold.add(unnamed + " more");
    }
    turn.warnInLog("not confirmed by the backup in time: " + String.join(", ", untold));
    untold.clear();
    unnamed = 0;
    tellEvent();
  }

  private void tellEvent() {
    if (toldEvent && turn.since(eventNanos) < EVENT_PAUSE) {
      return;
    }
    turn.event(
        EventCode.ANSWERS_UNPROTECTED,
        withoutEvent
            + (withoutEvent == 1 ? " answer was" : " answers were")
            + " not confirmed by the backup in time, "
            + count
            + " unprotected since the start");
    withoutEvent = 0;
    toldEvent = true;
    eventNanos = turn.now();
  }
}
