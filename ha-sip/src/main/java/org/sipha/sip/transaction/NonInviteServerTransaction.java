package org.sipha.sip.transaction;

import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;

/**
 * RFC 3261 17.2.2: Trying and Proceeding until the final answer, then Completed until timer J,
 * which is 0 over a reliable transport.
 */
final class NonInviteServerTransaction extends ServerTransaction {
  private boolean completed;

  NonInviteServerTransaction(TransactionLayer layer, String key, Head head, SipAddress source) {
    super(layer, key, head, source);
  }

  @Override
  public void respond(OutgoingResponse response) {
    if (completed) {
      return;
    }
    send(response);
    if (response.status() >= 200) {
      completed = true;
      layer.timers().after(lingerNanos(TimerValues.TIMEOUT), this::terminate); // Timer J
    }
  }

  @Override
  void retransmitted() {
    sendAgain();
  }
}
