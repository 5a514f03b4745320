package org.sipha.sip.transaction;

import org.jspecify.annotations.Nullable;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;

/** A request that was received and its answers (RFC 3261 17.2). */
public abstract class ServerTransaction {
  final TransactionLayer layer;
  final String key;
  private SipAddress source;
  private final SipAddress sentBy;
  private byte @Nullable [] lastAnswer;

  ServerTransaction(TransactionLayer layer, String key, Head head, SipAddress source) {
    this.layer = layer;
    this.key = key;
    this.source = source;
    SipAddress named =
        head.via()
            .responseAddress(source.transport())
            .orElseThrow(() -> new IllegalArgumentException("no address to answer: " + head.via()));
    this.sentBy = named.equals(source) ? source : named; // one is enough to keep for 32 s
  }

  /** Answers. An answer that the state doesn't allow any more is swallowed. */
  public abstract void respond(OutgoingResponse response);

  /** Ends without an answer: the request has become somebody else's business. */
  public final void abandon() {
    terminate();
  }

  /** The request came again. */
  abstract void retransmitted();

  /** The sender has been heard once more: over another connection if it has lost the one before. */
  final void heardFrom(SipAddress newSource) {
    if (isReliable() && newSource.transport().equals(source.transport())) {
      source = newSource;
    }
  }

  final void send(OutgoingResponse response) {
    byte[] bytes = response.encode();
    lastAnswer = bytes;
    layer.sendResponse(response, bytes, replyTo());
  }

  /**
   * The connection that the request came on, if it is still open; else where the Via says (RFC 3261
   * 18.2.2).
   */
  private SipAddress replyTo() {
    return layer.isConnected(source) ? source : sentBy;
  }

  final boolean isReliable() {
    return source.isReliable();
  }

  /** How long to stay for what may come once more: over a connection nothing does. */
  final long lingerNanos(long nanos) {
    return isReliable() ? 0 : nanos;
  }

  final void sendAgain() {
    byte[] bytes = lastAnswer;
    if (bytes != null) {
      layer.sendAgain(replyTo(), bytes);
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
