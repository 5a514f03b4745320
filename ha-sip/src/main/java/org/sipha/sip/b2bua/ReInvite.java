package org.sipha.sip.b2bua;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.InviteServerTransaction;

/**
 * An INVITE within a call, from either party (RFC 3261 14): hold, other codecs, another address.
 *
 * <p>No 100 is sent of our own: it would stop the inviter's retransmission, which is what brings a
 * re-INVITE to a new primary when this server dies meanwhile.
 */
final class ReInvite extends InviteRelay {
  private static final int NO_SUCH_CALL = 481;

  private final @Nullable SipRequest request;
  private final AnswerQueue answers = new AnswerQueue();

  private ReInvite(
      Agent agent,
      LiveCall call,
      Dialog inviter,
      @Nullable SipRequest request,
      InviteServerTransaction server,
      SessionTimer session) {
    super(agent, call, inviter, server, session);
    this.request = request;
  }

  static void relay(
      Agent agent,
      LiveCall call,
      Dialog inviter,
      SipRequest request,
      InviteServerTransaction server) {
    SessionTimer session = SessionTimer.of(request, agent.callTimers());
    ReInvite relay = new ReInvite(agent, call, inviter, request, server, session);
    List<Header> headers = RelayedHeaders.with(request, relay.invitee.contact(agent.local()));
    headers.addAll(relay.session.asked());
    relay.start(relay.invitee.relayed(request, agent.local(), headers));
    relay.acknowledgeRefusal();
    agent.calls().usedCSeq(call);
  }

  /**
   * Goes on with one of another server that has been answered and, as far as is known, not
   * acknowledged. If it is the ACK that has led here the 2xx needn't go once more.
   */
  static void revive(
      Agent agent,
      LiveCall call,
      Dialog inviter,
      InviteServerTransaction server,
      PendingInvite answered) {
    ReInvite relay = new ReInvite(agent, call, inviter, null, server, SessionTimer.UNKNOWN);
    relay.adoptAnswered(answered.cseq());
    agent.timers().after(0, () -> relay.sendSuccess(relay.rebuilt(200)));
  }

  /**
   * It stops the inviter's retransmission: from now on only a record brings its INVITE to a new
   * primary. A refusal doesn't wait for that; what then still waits is swallowed.
   */
  @Override
  void provisional(SipResponse response) {
    OutgoingResponse relayed = relayed(response, inviter);
    if (inviter.pendingInvite() == null) {
      inviter.inviting(server.head());
      agent.calls().changed(call, answers.addWaiting(() -> server.respond(relayed)));
    } else {
      answers.add(() -> server.respond(relayed));
    }
  }

  /** The 2xx waits for the record: a new primary that doesn't know it would refuse the change. */
  @Override
  void answered(SipResponse response) {
    if (request != null) {
      inviter.refreshedBy(request);
    }
    invitee.refreshedBy(response);
    sessionAgreed(response);
    inviter.inviting(server.head());
    invitee.owedAck(inviteCSeq());
    OutgoingResponse relayed = relayed(response, inviter);
    agent.calls().changed(call, answers.addWaiting(() -> sendSuccess(relayed)));
  }

  @Override
  void acknowledged(Body body) {
    inviter.sdp(body);
    inviter.inviteDone();
    invitee.inviteDone();
    agent.calls().changed(call);
  }

  /** A party that wants another target than its contact has to say so by a re-INVITE of its own. */
  @Override
  void redirected(SipResponse response) {}

  @Override
  void failed(OutgoingResponse answer, int status) {
    server.respond(answer);
    boolean isKept = inviter.pendingInvite() != null;
    inviter.inviteDone();
    if (status == NO_SUCH_CALL && !call.isEnded()) {
      // RFC 3261 12.2.1.2: the other party has no such call any more, so there is nothing left to
      // talk to.
      Hangup.tell(agent, inviter);
      agent.calls().ended(call, new Ending(EndReason.LOST_AT_PARTY, status));
    } else if (isKept && !call.isEnded()) {
      agent.calls().changed(call);
    }
  }

  /** The other party decides: a 2xx that crosses the CANCEL has changed the session on its side. */
  @Override
  void cancelled() {
    cancelClient();
  }

  @Override
  void silent() {
    cancelClient();
  }

  /** The call ended meanwhile; a 2xx is acknowledged all the same. */
  @Override
  void lateSuccess(SipResponse response) {
    agent.layer().sendAck(invitee.ack(response.head().cseq(), agent.local(), List.of(), Body.NONE));
  }

  @Override
  boolean hungUp(Dialog by) {
    boolean answered = state() == State.ANSWERED;
    boolean inviterKnows = isSuccessSent() || isInherited();
    enter(State.OVER);
    answers.clear();
    if (!inviterKnows) {
      server.respond(OutgoingResponse.of(server.head(), 487, inviter.localTag));
    }
    if (answered && by == inviter) {
      acknowledgeInvitee(List.of(), Body.NONE);
    }
    return true;
  }
}
