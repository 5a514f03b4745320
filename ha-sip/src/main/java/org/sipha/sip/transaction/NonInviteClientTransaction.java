package org.sipha.sip.transaction;

import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;

/**
 * RFC 3261 17.1.2: sent again by timer E until answered, Completed for T4 (timer K), failed at
 * timer F. Over a reliable transport there is no timer E, and timer K is 0.
 */
final class NonInviteClientTransaction extends ClientTransaction {
  private enum State {
    TRYING,
    PROCEEDING,
    COMPLETED
  }

  private State state = State.TRYING;

  NonInviteClientTransaction(
      TransactionLayer layer, OutgoingRequest request, ClientListener listener) {
    super(layer, request, listener);
  }

  @Override
  boolean isUnanswered() {
    return state == State.TRYING && !isOver();
  }

  @Override
  long intervalAfter(long nanos) {
    return state == State.PROCEEDING ? TimerValues.T2 : Math.min(2 * nanos, TimerValues.T2);
  }

  @Override
  void response(SipResponse response) {
    if (state == State.COMPLETED) {
      layer.counters().retransmissionsReceived.increment();
      return;
    }
    ClientListener waiting = listener;
    if (response.isProvisional()) {
      state = State.PROCEEDING;
    } else {
      state = State.COMPLETED;
      stopTimers();
      listener = ClientListener.NONE;
      long lingerNanos = lingerNanos(TimerValues.T4);
      forgetRequest();
      layer.timers().after(lingerNanos, this::terminate); // Timer K
    }
    waiting.response(response);
  }
}
