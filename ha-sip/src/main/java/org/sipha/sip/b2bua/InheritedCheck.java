package org.sipha.sip.b2bua;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TimerValues;

/**
 * Asks the parties of inherited calls once, by an OPTIONS within the dialog, whether the call is
 * still there (SPEC 4, {@link PartyCheck}). A party may have hung up while nobody served, and of a
 * call without a session timer nobody would ever hear that.
 *
 * <p>Gently: not before the parties have sent again what they had sent to the server before, then
 * {@value #CALLS_A_SECOND} calls a second at most, and only those whose parties are silent.
 */
final class InheritedCheck {
  static final int CALLS_A_SECOND = 20;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Agent agent;
  private final CallStore store;
  private final SipTimers timers;
  private final RecalledCheck recalled;

  /** Calls that came from the peer while this server serves, and aren't checked yet. */
  private final Deque<CallId> adopted = new ArrayDeque<>();

  /** How far the directory has been gone through. */
  private @Nullable CallId last;

  private boolean isGoingThrough;
  private boolean isWaiting;

  InheritedCheck(Agent agent, CallStore store, RecalledCheck recalled) {
    this.agent = agent;
    this.store = store;
    this.timers = agent.timers();
    this.recalled = recalled;
  }

  /** This server took over, and nobody had planned it. */
  void tookOver() {
    isGoingThrough = true;
    goOnAfter(TimerValues.TIMEOUT);
  }

  /** A call came from the peer: it may have ended there while the two didn't hear each other. */
  void adopted(CallId id) {
    adopted.addLast(id);
    goOnAfter(TimerValues.TIMEOUT);
  }

  private void goOnAfter(long nanos) {
    if (!isWaiting) {
      isWaiting = true;
      timers.after(
          nanos,
          () -> {
            isWaiting = false;
            checkSome();
          });
    }
  }

  private void checkSome() {
    int left = CALLS_A_SECOND;
    while (left > 0 && !adopted.isEmpty()) {
      left--;
      store.directory().find(adopted.removeFirst()).ifPresent(this::check);
    }
    if (left > 0 && isGoingThrough) {
      List<CallRecord> page = store.directory().page(last, left);
      for (CallRecord kept : page) {
        last = kept.id();
        if (agent.calls().isInherited(kept) && !recalled.isCaredFor(kept.id())) {
          check(kept);
        }
      }
      isGoingThrough = page.size() == left;
    }
    if (isGoingThrough || !adopted.isEmpty()) {
      goOnAfter(SECOND_NANOS);
    }
  }

  private void check(CallRecord kept) {
    if (kept.state() == CallState.CONFIRMED) {
      agent
          .calls()
          .find(kept.id())
          .filter(call -> !call.isEnded() && !call.isBusy() && !call.hasSessionTimer())
          .ifPresent(
              call -> {
                PartyCheck.ask(agent, call, call.a, outcome -> {});
                PartyCheck.ask(agent, call, call.b, outcome -> {});
              });
    }
  }
}
