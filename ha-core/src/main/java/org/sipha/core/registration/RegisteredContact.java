package org.sipha.core.registration;

/**
 * One telephone of a DN: a binding (RFC 3261 10).
 *
 * @param uri as the telephone has told it in its Contact, without angle brackets and header
 *     parameters
 * @param source transport, address and port that its REGISTER came from, as in {@link
 *     org.sipha.core.call.Leg#transport}
 * @param expiresAtMillis when it ends, in milliseconds of the epoch: absolute, so that it means the
 *     same on both nodes
 * @param preference its q value times 1,000: 0 to 1,000
 * @param callId Call-ID of the REGISTER that made or refreshed it
 * @param cseq CSeq of that
 */
public record RegisteredContact(
    String uri, String source, long expiresAtMillis, int preference, String callId, long cseq) {
  /** Checks what would make nonsense. */
  public RegisteredContact {
    if (uri.isEmpty() || preference < 0 || preference > 1_000) {
      throw new IllegalArgumentException("contact \"" + uri + "\", preference " + preference);
    }
  }
}
