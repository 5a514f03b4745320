package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;

/**
 * Hears what may still come to an INVITE when its call is over: its 2xx again, or one of another
 * telephone. It needs nothing of the call, of which a busy server would else keep thousands for the
 * 32 s that a transaction lives.
 *
 * @param ack what acknowledged its 2xx
 * @param destination the place that the callee is at
 */
record LateSuccess(Agent agent, OutgoingRequest ack, String destination) implements ClientListener {
  @Override
  public void response(SipResponse response) {
    String tag = response.head().toTag();
    if (response.isSuccess() && tag != null) {
      Dialog answered = Dialog.ofAck(ack, destination);
      if (tag.equals(answered.remoteTag())) {
        agent.layer().sendAck(ack);
      } else {
        hangUp(agent, answered, response);
      }
    }
  }

  @Override
  public void failed(int status) {}

  /** Acknowledges and ends what another telephone has answered too late (RFC 3261 13.2.2.4). */
  static void hangUp(Agent agent, Dialog invitee, SipResponse success) {
    Dialog fork = invitee.withLocalTag(invitee.localTag);
    fork.skipCSeq(Calls.CSEQ_STEP); // it may have had requests while it rang
    fork.establishedBy(success);
    agent.layer().sendAck(fork.ack(success.head().cseq(), agent.local(), List.of(), Body.NONE));
    Hangup.tell(agent, fork);
  }
}
