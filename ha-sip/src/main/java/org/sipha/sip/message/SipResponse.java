package org.sipha.sip.message;

import java.util.List;

/**
 * A response that was received (RFC 3261 7.2).
 *
 * @param status 100 to 699
 * @param source where it came from
 */
public record SipResponse(
    int status, String reason, SipAddress source, Head head, List<Header> headers, Body body)
    implements SipMessage {
  /** Copies the list. */
  public SipResponse {
    headers = List.copyOf(headers);
  }

  /** Whether it is a 1xx. */
  public boolean isProvisional() {
    return status < 200;
  }

  /** Whether it is a 2xx. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether it asks its receiver to prove who it is (RFC 3261 22). */
  public boolean isChallenge() {
    return status == 401 || status == 407;
  }

  @Override
  public String summary() {
    return status
        + " "
        + reason
        + " ["
        + head.callId()
        + " "
        + head.cseq()
        + " "
        + head.method()
        + "]";
  }
}
