package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.DirectSipCodec;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;
import org.sipha.sip.transaction.SentAck;

/**
 * Hears what may still come to an INVITE when its call is over: its 2xx again, or one of another
 * telephone. It needs nothing of the call, of which a busy server would else keep thousands for the
 * 32 s that a transaction lives.
 *
 * @param ack what acknowledged its 2xx
 * @param destination the place that the callee is at
 */
record LateSuccess(Agent agent, SentAck ack, String destination) implements ClientListener {
  private static final SipCodec CODEC = new DirectSipCodec();

  @Override
  public void response(SipResponse response) {
    String tag = response.head().toTag();
    if (response.isSuccess() && tag != null) {
      SipRequest acknowledged = acknowledged();
      if (tag.equals(acknowledged.head().toTag())) {
        agent.layer().sendAck(ack);
      } else {
        hangUp(agent, Dialog.ofAck(acknowledged, destination), response);
      }
    }
  }

  private SipRequest acknowledged() {
    try {
      return (SipRequest) CODEC.decode(ack.bytes(), ack.destination());
    } catch (BadMessage e) {
      throw new IllegalStateException("an ACK of ours can't be read", e);
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
