package org.sipha.sip.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The topmost Via of a message (RFC 3261 20.42).
 *
 * @param transport as written, for example {@code UDP}
 * @param host sent-by host
 * @param port sent-by port, -1 if none is given
 * @param branch null if there is none (RFC 2543 clients)
 * @param received where the request really came from, null if the header doesn't say
 * @param rport port that it really came from (RFC 3581), -1 if the header doesn't say
 */
public record Via(
    String transport,
    String host,
    int port,
    @Nullable String branch,
    @Nullable String received,
    int rport) {
  /** Branches that begin like this are unique (RFC 3261 8.1.1.7). */
  public static final String MAGIC_COOKIE = "z9hG4bK";

  /** Whether the branch alone identifies the transaction. */
  public boolean hasUniqueBranch() {
    return branch != null
        && branch.length() > MAGIC_COOKIE.length()
        && branch.startsWith(MAGIC_COOKIE);
  }

  /** sent-by, as part of a transaction's key. */
  public String sentBy() {
    return host + ":" + port;
  }

  /**
   * Where responses go (RFC 3261 18.2.2, RFC 3581 4) that don't go back on a connection: with a
   * reliable transport the port of a connection that is closed is nobody's any more, so that only
   * sent-by counts. {@code maddr} is ignored on purpose: nobody may make us send to a third party.
   * Empty if the header names no literal address.
   *
   * @param cameOver transport of the request, whatever the header says of it
   */
  public Optional<SipAddress> responseAddress(String cameOver) {
    String to = SipAddress.withoutBrackets(received != null ? received : host);
    boolean isDatagram = cameOver.equals(SipAddress.UDP);
    int sentByPort = port > 0 ? port : SipAddress.defaultPort(cameOver);
    return SipAddress.isLiteral(to)
        ? Optional.of(new SipAddress(cameOver, to, isDatagram && rport > 0 ? rport : sentByPort))
        : Optional.empty();
  }
}
