package org.sipha.sip.message;

import org.jspecify.annotations.Nullable;

/**
 * Reads messages, strictly: what it lets through can be relied on. Safe for one thread at a time.
 */
public interface SipCodec {
  /** Largest message in bytes, over every transport; also the largest that fits into a datagram. */
  int MAX_MESSAGE_BYTES = 65_535;

  /** Largest header field in bytes, with its continuation lines. */
  int MAX_HEADER_BYTES = 8_192;

  /** Most header fields in a message. */
  int MAX_HEADERS = 200;

  /**
   * Reads a message: a datagram, or what a connection's Content-Length delimits. The topmost Via of
   * a request is completed with {@code received} and {@code rport} (RFC 3261 18.2.1, RFC 3581 4).
   *
   * @throws BadMessage if it isn't one, or one that is out of limits
   */
  SipMessage decode(byte[] datagram, SipAddress source) throws BadMessage;

  /**
   * The answer to a request of which only the head can be trusted (RFC 3261 8.2.6): a stream that
   * can't be cut into messages. Null for whatever can't or needn't be answered.
   */
  static byte @Nullable [] refusal(byte[] head, int status) {
    try {
      return RawMessage.of(head).refusal(status);
    } catch (BadMessage e) {
      return null;
    }
  }

  /**
   * Takes a Via value apart, as it is kept with a call.
   *
   * @throws IllegalArgumentException if it isn't one
   */
  Via via(String text);
}
