package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;

/**
 * A 2xx to an INVITE of a call that has ended: it has crossed the caller's CANCEL, and the server
 * that sent both is gone. The callee believes that it talks, so it is hung up there (RFC 3261 9.1,
 * 15). All that is known of the dialog stands in the answer.
 */
final class LateAnswer {
  private LateAnswer() {}

  /**
   * Acknowledges it and says BYE; to where it came from, so that nobody can make us send to a third
   * party.
   */
  static void hangUp(Agent agent, SipResponse success) {
    long cseq = success.head().cseq();
    request(agent, success, "ACK", cseq).ifPresent(agent.layer()::sendAck);
    request(agent, success, "BYE", cseq + Calls.CSEQ_STEP)
        .ifPresent(bye -> agent.layer().send(bye, ClientListener.NONE));
  }

  private static Optional<OutgoingRequest> request(
      Agent agent, SipResponse success, String method, long cseq) {
    Head head = success.head();
    String target = head.contact();
    if (target == null || head.toTag() == null) {
      return Optional.empty(); // no dialog (RFC 3261 12.1.1)
    }
    Path path = Path.of(target, Dialog.routeSet(head));
    String branch = agent.local().newBranch();
    return Optional.of(
        new OutgoingRequest(
            method,
            path.requestUri(),
            agent.local().via(branch, success.source()),
            branch,
            path.routes(),
            head.from(),
            head.to(),
            head.callId(),
            cseq,
            Dialog.MAX_FORWARDS,
            List.of(),
            Body.NONE,
            success.source()));
  }
}
