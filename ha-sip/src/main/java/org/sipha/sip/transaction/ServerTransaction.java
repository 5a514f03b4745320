package org.sipha.sip.transaction;

import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;

/** A request that was received and its answers (RFC 3261 17.2). */
public abstract class ServerTransaction {
  final TransactionLayer layer;
  final String key;
  private final Head head;
  private final SipAddress replyTo;
  private byte @Nullable [] lastAnswer;

  ServerTransaction(TransactionLayer layer, String key, Head head) {
    this.layer = layer;
    this.key = key;
    this.head = head;
    this.replyTo =
        head.via()
            .responseAddress()
            .orElseThrow(() -> new IllegalArgumentException("no address to answer: " + head.via()));
  }

  /** The request's headers. */
  public final Head head() {
    return head;
  }

  /** Answers. An answer that the state doesn't allow any more is swallowed. */
  public abstract void respond(OutgoingResponse response);

  /** Ends without an answer: the request has become somebody else's business. */
  public final void abandon() {
    terminate();
  }

  /** The request came again. */
  abstract void retransmitted();

  final void send(OutgoingResponse response) {
    byte[] bytes = response.encode();
    lastAnswer = bytes;
    layer.sendResponse(response, bytes, replyTo);
  }

  final void sendAgain() {
    byte[] bytes = lastAnswer;
    if (bytes != null) {
      layer.sendAgain(replyTo, bytes);
    }
  }

  /** Frees the cached answer where it won't be sent again. */
  final void forgetAnswer() {
    lastAnswer = null;
  }

  final void terminate() {
    layer.remove(this);
  }
}
