package org.sipha.sip.transaction;

import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;

/**
 * RFC 3261 17.1.1 with RFC 6026. Over a reliable transport there is no timer A, and timer D is 0.
 *
 * <pre>
 * CALLING --1xx--> PROCEEDING --2xx--> ACCEPTED  --timer M--> gone  (passes each 2xx on)
 *         --timer B: 408             --3xx+-> COMPLETED --timer D--> gone  (acknowledges each)
 * </pre>
 *
 * <p>The ACK to a refusal waits until the user allows it: over UDP the refusal comes again until
 * then, to whoever serves.
 */
public final class InviteClientTransaction extends ClientTransaction {
  private enum State {
    CALLING,
    PROCEEDING,
    ACCEPTED,
    COMPLETED
  }

  private State state = State.CALLING;
  private boolean cancelWanted;
  private boolean cancelSent;
  private boolean mayAcknowledgeRefusal;
  private @Nullable SipResponse refusal;

  InviteClientTransaction(
      TransactionLayer layer, OutgoingRequest request, ClientListener listener) {
    super(layer, request, listener);
  }

  @Override
  boolean isUnanswered() {
    return state == State.CALLING && !isOver();
  }

  @Override
  long intervalAfter(long nanos) {
    return 2 * nanos;
  }

  /**
   * Goes on with an INVITE that another server has sent and that has been answered by a 1xx or, if
   * accepted, a 2xx.
   */
  void adopt(boolean accepted) {
    state = State.PROCEEDING;
    if (accepted) {
      accept();
    }
  }

  /**
   * Cancels the request (RFC 3261 9.1): not before a provisional answer, and waiting no longer than
   * 64*T1.
   */
  public void cancel() {
    if (cancelWanted || state == State.ACCEPTED || state == State.COMPLETED) {
      return;
    }
    cancelWanted = true;
    layer.timers().after(TimerValues.TIMEOUT, this::abandonIfUnanswered);
    sendCancelIfAllowed();
  }

  /** Ends without a word: the call has become somebody else's business. */
  public void abandon() {
    stopTimers();
    terminate();
  }

  /** Who hears the answers from now on. */
  public void tell(ClientListener newListener) {
    if (!isOver()) {
      listener = newListener;
    }
  }

  /** A refusal is acknowledged from now on, and at once if it has come. */
  public void acknowledgeRefusal() {
    if (!mayAcknowledgeRefusal) {
      mayAcknowledgeRefusal = true;
      acknowledgeIfAllowed();
    }
  }

  private void sendCancelIfAllowed() {
    if (cancelWanted && !cancelSent && state == State.PROCEEDING) {
      cancelSent = true;
      layer.send(request().cancel(), ClientListener.NONE);
    }
  }

  private void abandonIfUnanswered() {
    if (state == State.CALLING || state == State.PROCEEDING) {
      stopTimers();
      fail(487);
    }
  }

  @Override
  void response(SipResponse response) {
    switch (state) {
      case CALLING, PROCEEDING -> first(response);
      case ACCEPTED -> {
        if (response.isSuccess()) {
          layer.counters().retransmissionsReceived.increment();
          listener.response(response);
        }
      }
      case COMPLETED -> {
        if (response.status() >= 300) {
          layer.counters().retransmissionsReceived.increment();
          acknowledgeIfAllowed();
        }
      }
    }
  }

  private void first(SipResponse response) {
    stopTimers();
    if (response.isProvisional()) {
      state = State.PROCEEDING;
      sendCancelIfAllowed();
      listener.response(response);
    } else if (response.isSuccess()) {
      accept();
      listener.response(response);
    } else {
      state = State.COMPLETED;
      refusal = response;
      acknowledgeIfAllowed();
      ClientListener waiting = listener;
      listener = ClientListener.NONE;
      layer.timers().after(lingerNanos(TimerValues.D), this::terminate); // Timer D
      waiting.response(response);
    }
  }

  private void accept() {
    state = State.ACCEPTED;
    forgetRequest();
    layer.timers().after(TimerValues.TIMEOUT, this::terminate); // Timer M
  }

  private void acknowledgeIfAllowed() {
    if (mayAcknowledgeRefusal && refusal != null) {
      OutgoingRequest ack = request().ackToFailure(refusal.head().to());
      layer.sendRequest(ack, ack.encode(), () -> {});
    }
  }
}
