package org.sipha.sip.message;

import java.util.List;
import java.util.Locale;

/**
 * A request to be sent (RFC 3261 8.1.1).
 *
 * @param via value of our Via, with the branch
 * @param branch the branch in it
 * @param routes Route values in their order
 * @param from with our tag
 * @param to with the party's tag within a dialog
 * @param headers beside those named here
 * @param destination where it is sent
 */
public record OutgoingRequest(
    String method,
    String uri,
    String via,
    String branch,
    List<String> routes,
    String from,
    String to,
    String callId,
    long cseq,
    int maxForwards,
    List<Header> headers,
    Body body,
    SipAddress destination) {
  private static final int MAX_FORWARDS = 70;
  private static final int MAX_DATAGRAM_BYTES = 1_300;

  /** Copies the lists. */
  public OutgoingRequest {
    routes = List.copyOf(routes);
    headers = List.copyOf(headers);
  }

  /** The bytes to send; the same as often as it is asked. */
  public byte[] encode() {
    MessageWriter out = new MessageWriter(method + " " + uri + " SIP/2.0");
    out.header("Via", via);
    out.header("Max-Forwards", Integer.toString(maxForwards));
    routes.forEach(route -> out.header("Route", route));
    out.header("From", from);
    out.header("To", to);
    out.header("Call-ID", callId);
    out.header("CSeq", cseq + " " + method);
    headers.forEach(out::header);
    return out.end(body);
  }

  /**
   * Whether it must not go in a datagram that may be cut to pieces on its way, and its sender may
   * choose (RFC 3261 18.1.1).
   *
   * @param bytes its length
   */
  public boolean isTooLargeForDatagram(int bytes) {
    return bytes > MAX_DATAGRAM_BYTES && !destination.isReliable() && !fixesTransport();
  }

  private boolean fixesTransport() {
    String hop = routes.isEmpty() ? uri : routes.get(0);
    return hop.toLowerCase(Locale.ROOT).contains(";transport=");
  }

  /** The same over TCP. */
  public OutgoingRequest overTcp() {
    return new OutgoingRequest(
        method,
        uri,
        via.replaceFirst("(?i)^SIP/2\\.0/UDP ", "SIP/2.0/TCP "),
        branch,
        routes,
        from,
        to,
        callId,
        cseq,
        maxForwards,
        headers,
        body,
        new SipAddress(SipAddress.TCP, destination.host(), destination.port()));
  }

  /** The CANCEL of this INVITE (RFC 3261 9.1): same branch, same headers. */
  public OutgoingRequest cancel() {
    return sibling("CANCEL", to);
  }

  /**
   * The ACK to a final answer other than 2xx to this INVITE (RFC 3261 17.1.1.3): same branch, the
   * answer's To.
   */
  public OutgoingRequest ackToFailure(String answerTo) {
    return sibling("ACK", answerTo);
  }

  private OutgoingRequest sibling(String otherMethod, String otherTo) {
    return new OutgoingRequest(
        otherMethod,
        uri,
        via,
        branch,
        routes,
        from,
        otherTo,
        callId,
        cseq,
        MAX_FORWARDS,
        List.of(),
        Body.NONE,
        destination);
  }

  /** One line for the log. */
  public String summary() {
    return method + " " + uri + " [" + callId + " " + cseq + "]";
  }
}
