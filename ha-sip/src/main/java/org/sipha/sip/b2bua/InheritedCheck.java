package org.sipha.sip.b2bua;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TimerValues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the parties of inherited calls once, by an OPTIONS within the dialog, whether the call is
 * still there (SPEC 4). A party may have hung up while nobody served, and of a call without a
 * session timer nobody would ever hear that. 481, and 408 (no answer), end the call.
 *
 * <p>Gently: not before the parties have sent again what they had sent to the server before, then
 * {@value #CALLS_A_SECOND} calls a second at most, and only those whose parties are silent.
 */
final class InheritedCheck {
  static final int CALLS_A_SECOND = 20;

  private static final Logger LOG = LoggerFactory.getLogger(InheritedCheck.class);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int NO_SUCH_CALL = 481;
  private static final int NO_ANSWER = 408;

  private final Agent agent;
  private final CallStore store;
  private final SipTimers timers;

  /** Calls that came from the peer while this server serves, and aren't checked yet. */
  private final Deque<CallId> adopted = new ArrayDeque<>();

  /** How far the directory has been gone through. */
  private @Nullable CallId last;

  private boolean isGoingThrough;
  private boolean isWaiting;

  InheritedCheck(Agent agent, CallStore store) {
    this.agent = agent;
    this.store = store;
    this.timers = agent.timers();
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
        if (agent.calls().isInherited(kept)) {
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
                ask(call, call.a);
                ask(call, call.b);
              });
    }
  }

  private void ask(LiveCall call, Dialog party) {
    long seen = party.remoteCSeq();
    call.began();
    agent
        .layer()
        .send(
            party.request(
                "OPTIONS",
                agent.local(),
                List.of(new Header("Accept", "application/sdp")),
                Body.NONE),
            new ClientListener() {
              @Override
              public void response(SipResponse response) {
                if (!response.isProvisional()) {
                  failed(response.status());
                }
              }

              @Override
              public void failed(int status) {
                call.finished();
                boolean hasSpoken = party.remoteCSeq() != seen;
                if (!call.isEnded() && !hasSpoken) {
                  judge(call, party, status);
                }
              }
            });
  }

  private void judge(LiveCall call, Dialog party, int status) {
    if (status == NO_SUCH_CALL || status == NO_ANSWER) {
      LOG.info("call {}: {} answers {} to the check, so it ends", call.id, party.callId, status);
      EndReason reason =
          status == NO_SUCH_CALL ? EndReason.LOST_AT_PARTY : EndReason.PARTY_UNREACHABLE;
      Hangup.byServer(agent, call, new Ending(reason, status));
    }
  }
}
