package org.sipha.sip.transaction;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;

/** A request that was sent (RFC 3261 17.1). */
abstract class ClientTransaction {
  final TransactionLayer layer;
  final String key;
  private @Nullable OutgoingRequest request;
  private byte @Nullable [] bytes;
  private SipTimers.@Nullable Timer retransmission; // A or E
  private SipTimers.@Nullable Timer timeout; // B or F
  ClientListener listener;

  ClientTransaction(TransactionLayer layer, OutgoingRequest request, ClientListener listener) {
    this.layer = layer;
    this.key = TransactionLayer.clientKey(request.branch(), request.method());
    this.request = request;
    this.listener = listener;
  }

  /** Sends the request, and waits no longer than 64*T1 for an answer. */
  final void start() {
    timeout =
        layer
            .timers()
            .after(
                TimerValues.TIMEOUT,
                () -> {
                  stopTimers();
                  fail(408);
                });
    sendFirst();
  }

  abstract void response(SipResponse response);

  /**
   * Sends the request for the first time. A large one goes over TCP if it may; where nobody listens
   * there it goes over UDP after all (RFC 3261 18.1.1).
   */
  private void sendFirst() {
    OutgoingRequest first = request();
    byte[] encoded = first.encode();
    if (first.isTooLargeForDatagram(encoded.length) && layer.speaksTcp()) {
      OutgoingRequest whole = first.overTcp();
      request = whole;
      layer.sendRequest(
          whole,
          whole.encode(),
          () -> {
            if (isUnanswered()) {
              send(first, encoded);
            }
          });
    } else {
      send(first, encoded);
    }
  }

  private void send(OutgoingRequest sent, byte[] encoded) {
    request = sent;
    if (!sent.destination().isReliable()) { // nothing but a datagram gets lost
      bytes = encoded;
      sendAgainAfter(TimerValues.T1);
    }
    // Not from within the call that started it: nobody expects its answer before it returns.
    layer.sendRequest(sent, encoded, () -> layer.timers().after(0, this::undeliverable));
  }

  /** The request, until it is forgotten. */
  final OutgoingRequest request() {
    return Objects.requireNonNull(request, "the request is forgotten");
  }

  /** Frees the request where nothing is sent any more: a busy server keeps thousands. */
  final void forgetRequest() {
    request = null;
  }

  /** RFC 3261 8.1.3.1: a transport error counts as 503. */
  private void undeliverable() {
    if (isUnanswered()) {
      stopTimers();
      fail(503);
    }
  }

  /** Whether nothing has come back, and nobody has given it up. */
  abstract boolean isUnanswered();

  private void sendAgainAfter(long nanos) {
    retransmission =
        layer
            .timers()
            .after(
                nanos,
                () -> {
                  if (bytes != null) {
                    layer.sendAgain(request().destination(), bytes);
                  }
                  sendAgainAfter(intervalAfter(nanos));
                });
  }

  /** How long after an interval between two sendings the next one is. */
  abstract long intervalAfter(long nanos);

  /** The request isn't sent again, and no answer waited for any more. */
  final void stopTimers() {
    bytes = null;
    if (retransmission != null) {
      retransmission.cancel();
      retransmission = null;
    }
    if (timeout != null) {
      timeout.cancel();
      timeout = null;
    }
  }

  /** How long to stay for what may come once more: over a connection nothing does. */
  final long lingerNanos(long nanos) {
    return request().destination().isReliable() ? 0 : nanos;
  }

  final boolean isOver() {
    return !layer.holds(this);
  }

  final void fail(int status) {
    if (layer.remove(this)) {
      ClientListener waiting = listener;
      listener = ClientListener.NONE;
      waiting.failed(status);
    }
  }

  final void terminate() {
    listener = ClientListener.NONE;
    layer.remove(this);
  }
}
