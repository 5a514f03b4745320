package org.sipha.sip.b2bua;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.node.Input.CallVerified;
import org.sipha.sip.b2bua.PartyCheck.Outcome;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TimerValues;

/**
 * Asks both parties of each call that came from the grid whether they have it, also of one with a
 * session timer: the grid may have missed its end (SPEC 10). When both have it the core is told.
 *
 * <p>Gently, as {@link InheritedCheck}: not before the parties have sent again what they had sent
 * to the server before, then {@value #CALLS_A_SECOND} calls a second at most. A call that is being
 * set up or worked on has its turn later, and so has one of a party that can't be reached.
 */
final class RecalledCheck {
  static final int CALLS_A_SECOND = 50;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Agent agent;
  private final CallStore store;
  private final SipTimers timers;

  /** All calls that came, and those of them that aren't verified. */
  private final Set<CallId> recalled = new HashSet<>();

  private final Set<CallId> unverified = new HashSet<>();

  /** Those whose turn has come. */
  private final Deque<CallId> waiting = new ArrayDeque<>();

  private boolean isGoingOn;

  RecalledCheck(Agent agent, CallStore store) {
    this.agent = agent;
    this.store = store;
    this.timers = agent.timers();
  }

  /** A call came from the grid. */
  void recalled(CallId id) {
    recalled.add(id);
    if (unverified.add(id)) {
      timers.after(TimerValues.TIMEOUT, () -> queue(id));
    }
  }

  /** Whether it is asked about here, or was, and nowhere else has to be. */
  boolean isCaredFor(CallId id) {
    return recalled.contains(id);
  }

  /** A party has hung up: it had the call, and the other one has it or hears nothing new. */
  void hungUp(CallId id) {
    verified(id);
  }

  /** Nothing is to be asked any more. */
  void forgotten(CallId id) {
    unverified.remove(id);
  }

  private void queue(CallId id) {
    if (unverified.contains(id)) {
      waiting.addLast(id);
      goOn();
    }
  }

  private void goOn() {
    if (!isGoingOn && !waiting.isEmpty()) {
      isGoingOn = true;
      for (int left = CALLS_A_SECOND; left > 0 && !waiting.isEmpty(); left--) {
        check(waiting.removeFirst());
      }
      timers.after(
          SECOND_NANOS,
          () -> {
            isGoingOn = false;
            goOn();
          });
    }
  }

  private void check(CallId id) {
    Optional<LiveCall> found = agent.calls().find(id).filter(call -> !call.isEnded());
    if (found.isEmpty()) {
      unverified.remove(id);
      return;
    }
    LiveCall call = found.get();
    if (call.state() != CallState.CONFIRMED || call.isBusy()) {
      timers.after(SECOND_NANOS, () -> queue(id));
      return;
    }
    Asked asked = new Asked(id);
    PartyCheck.ask(agent, call, call.a, asked::answered);
    PartyCheck.ask(agent, call, call.b, asked::answered);
  }

  /** Both questions about one call. */
  private final class Asked {
    private final CallId id;
    private int unanswered = 2;
    private boolean allHaveIt = true;

    Asked(CallId id) {
      this.id = id;
    }

    void answered(Outcome outcome) {
      unanswered--;
      allHaveIt &= outcome == Outcome.HAS_IT;
      if (outcome == Outcome.ENDED) {
        unverified.remove(id);
      } else if (unanswered == 0 && allHaveIt) {
        verified(id);
      } else if (unanswered == 0) {
        timers.after(TimerValues.TIMEOUT, () -> queue(id));
      }
    }
  }

  private void verified(CallId id) {
    if (unverified.remove(id)) {
      store.inputs().give(new CallVerified(id));
    }
  }
}
