package org.sipha.sip.transaction;

import org.sipha.sip.message.Head;

/** Tags for answers outside of dialogs. */
public final class Tags {
  private Tags() {}

  /**
   * The same for each retransmission of a request, as a stateless answer needs it (RFC 3261 8.2.7).
   */
  public static String stateless(Head request) {
    int hash = 31 * request.callId().hashCode() + request.from().hashCode();
    return Integer.toHexString(31 * hash + Long.hashCode(request.cseq()));
  }
}
