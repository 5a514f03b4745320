package org.sipha.sip.message;

import java.util.List;

/**
 * A request that was received (RFC 3261 7.1).
 *
 * @param method as written: names of methods mind case
 * @param uri Request-URI
 * @param maxForwards 70 if the header is missing
 * @param source where it came from
 */
public record SipRequest(
    String method,
    String uri,
    int maxForwards,
    SipAddress source,
    Head head,
    List<Header> headers,
    Body body)
    implements SipMessage {
  /** Copies the list. */
  public SipRequest {
    headers = List.copyOf(headers);
  }

  /** Whether it is the request of that method. */
  public boolean is(String otherMethod) {
    return method.equals(otherMethod);
  }

  @Override
  public String summary() {
    return method + " " + uri + " [" + head.callId() + " " + head.cseq() + "]";
  }
}
