package org.sipha.sip.transaction;

import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingResponse;

/** RFC 3261 17.2.2: Trying and Proceeding until the final answer, then Completed until timer J. */
final class NonInviteServerTransaction extends ServerTransaction {
  private boolean completed;

  NonInviteServerTransaction(TransactionLayer layer, String key, Head head) {
    super(layer, key, head);
  }

  @Override
  public void respond(OutgoingResponse response) {
    if (completed) {
      return;
    }
    send(response);
    if (response.status() >= 200) {
      completed = true;
      layer.timers().after(TimerValues.TIMEOUT, this::terminate); // Timer J
    }
  }

  @Override
  void retransmitted() {
    sendAgain();
  }
}
