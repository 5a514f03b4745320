package org.sipha.sip.transaction;

import org.sipha.sip.message.Head;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** What stands above the transactions (RFC 3261 17, "TU"). Called on the SIP loop. */
public interface TransactionUser {
  /**
   * Whether a new request, neither ACK nor CANCEL, has been refused or answered without a
   * transaction (RFC 3261 8.2.7): strangers are owed no memory.
   */
  boolean answeredStatelessly(SipRequest request);

  /** A new request, neither ACK nor CANCEL; it has to be answered through its transaction. */
  void request(SipRequest request, ServerTransaction transaction);

  /** An INVITE that there is no room for; it may be answered without a transaction. */
  void overload(SipRequest invite);

  /** An ACK to a 2xx: such an ACK belongs to no transaction (RFC 3261 17.1.1.3). */
  void ack(SipRequest ack);

  /**
   * A CANCEL of an INVITE that isn't known here; if another server has received that, it may be
   * gone on with now, and is cancelled afterwards.
   */
  void strayCancel(Head cancel);

  /** A response to none of our requests, perhaps to one that another server has sent before us. */
  void stray(SipResponse response);
}
