package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.transaction.ClientListener;

/**
 * A final answer to an INVITE that nobody waits for: its call has ended, or it was to change one,
 * and the server that sent it is gone. All that is known of it stands in the answer. What is sent
 * goes to where that came from, so that nobody can make us send to a third party.
 */
final class LateAnswer {
  private LateAnswer() {}

  /** A refusal, which comes again until it is acknowledged (RFC 3261 17.1.1.3). */
  static void acknowledge(Agent agent, SipResponse refusal) {
    String branch = refusal.head().via().branch();
    if (branch != null) {
      // The To of the callee's leg was made of the Request-URI.
      Path path = Path.of(SipUri.textIn(refusal.head().to()), List.of());
      agent.layer().sendAck(request(agent, refusal, "ACK", refusal.head().cseq(), branch, path));
    }
  }

  /**
   * A 2xx: it has crossed the caller's CANCEL. The callee believes that it talks, so it is hung up
   * there (RFC 3261 9.1, 15).
   */
  static void hangUp(Agent agent, SipResponse success) {
    Head head = success.head();
    String target = head.contact();
    if (target == null || head.toTag() == null) {
      return; // no dialog (RFC 3261 12.1.1)
    }
    Path path = Path.of(target, Dialog.routeSet(head));
    String ofAck = agent.local().newBranch();
    agent.layer().sendAck(request(agent, success, "ACK", head.cseq(), ofAck, path));
    String ofBye = agent.local().newBranch();
    long cseq = head.cseq() + Calls.CSEQ_STEP;
    agent.layer().send(request(agent, success, "BYE", cseq, ofBye, path), ClientListener.NONE);
  }

  private static OutgoingRequest request(
      Agent agent, SipResponse answer, String method, long cseq, String branch, Path path) {
    Head head = answer.head();
    return new OutgoingRequest(
        method,
        path.requestUri(),
        agent.local().via(branch, answer.source()),
        branch,
        path.routes(),
        head.from(),
        head.to(),
        head.callId(),
        cseq,
        Dialog.MAX_FORWARDS,
        List.of(),
        Body.NONE,
        answer.source());
  }
}
