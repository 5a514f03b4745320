package org.sipha.sip.transaction;

import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;

/** A request that was sent (RFC 3261 17.1). */
abstract class ClientTransaction {
  final TransactionLayer layer;
  final String key;
  final OutgoingRequest request;
  ClientListener listener;

  ClientTransaction(TransactionLayer layer, OutgoingRequest request, ClientListener listener) {
    this.layer = layer;
    this.key = TransactionLayer.clientKey(request.branch(), request.method());
    this.request = request;
    this.listener = listener;
  }

  /** Sends the request for the first time. */
  abstract void start();

  abstract void response(SipResponse response);

  final void sendFirst(byte[] bytes) {
    if (!layer.sendRequest(request, bytes)) {
      // Not from within the call that started it: nobody expects its answer before it returns.
      layer.timers().after(0, () -> fail(503));
    }
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
