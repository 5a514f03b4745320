package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.sipha.sip.transaction.TimerValues;

/**
 * The initial INVITE of a call, from the caller to the callee. What it learns is told to the core
 * at the moments of DESIGN "SIP": first provisional answer with a tag, 2xx, ACK, end; and answers
 * wait until the backup has confirmed them.
 */
final class CallSetup extends InviteRelay {
  private final AnswerQueue answers = new AnswerQueue();

  CallSetup(Agent agent, LiveCall call, InviteServerTransaction server) {
    super(agent, call, call.a, server);
  }

  /** Sends the INVITE to the callee. */
  void begin(OutgoingRequest invite) {
    if (call.a.peerAddress().isReliable()) {
      // Over a connection the caller doesn't send its INVITE again, so only the record brings the
      // call to a new primary.
      call.advance(CallState.EARLY);
      agent.calls().changed(call);
    }
    // Not earlier, though it would please the caller: a 100 stops the caller's retransmission, and
    // until there is a
    // record of the call this retransmission is all that brings the call to a new primary.
    agent.timers().after(TimerValues.TRYING, this::tryingIfUnanswered);
    start(invite);
  }

  private void tryingIfUnanswered() {
    if (state() == State.PROCEEDING && call.b.remoteTag() == null) {
      server.respond(OutgoingResponse.of(server.head(), 100, null));
    }
  }

  /** Goes on with a ringing call of another server; the caller may not have heard that it rings. */
  void reviveRinging(OutgoingRequest invite) {
    adopt(invite, false);
    int status = call.b.lastBody().length() > 0 ? 183 : 180;
    server.respond(rebuilt(status, call.b.lastBody()));
  }

  /** Goes on with an answered call of another server, whose ACK nobody has seen. */
  void reviveAnswered(OutgoingRequest invite) {
    adopt(invite, true);
    sendSuccess(rebuilt(200, call.b.lastBody()));
  }

  private OutgoingResponse rebuilt(int status, Body body) {
    OutgoingResponse plain =
        OutgoingResponse.of(
            server.head(), status, inviter.localTag, inviter.contact(agent.local()));
    return new OutgoingResponse(
        plain.request(), status, plain.reason(), plain.toTag(), plain.headers(), body);
  }

  @Override
  void provisional(SipResponse response) {
    if (response.head().toTag() == null) {
      return; // it sets up no dialog (RFC 3261 12.1.2), so there is nothing that a new primary
      // could go on with
    }
    OutgoingResponse relayed = relayed(response);
    if (call.b.remoteTag() == null) {
      call.b.establishedBy(response);
      call.advance(CallState.EARLY);
      agent.calls().changed(call, answers.addWaiting(() -> server.respond(relayed)));
    } else {
      call.b.sdp(response.body());
      answers.add(() -> server.respond(relayed));
    }
  }

  @Override
  void answered(SipResponse response) {
    OutgoingResponse relayed = relayed(response);
    call.b.establishedBy(response);
    call.advance(CallState.ANSWERED);
    agent.calls().changed(call, answers.addWaiting(() -> sendSuccess(relayed)));
  }

  @Override
  void acknowledged(SipRequest request) {
    call.a.sdp(request.body());
    call.a.inviteDone();
    call.b.inviteDone();
    call.advance(CallState.CONFIRMED);
    agent.calls().changed(call);
  }

  @Override
  void failed(OutgoingResponse answer, int status) {
    endUnanswered(EndCause.PARTY, answer);
  }

  @Override
  void cancelled() {
    agent.counters().callsAbandoned.increment();
    enter(State.OVER);
    cancelClient();
    endUnanswered(EndCause.PARTY, OutgoingResponse.of(server.head(), 487, inviter.localTag));
  }

  @Override
  void silent() {
    enter(State.OVER);
    cancelClient();
    endUnanswered(EndCause.SERVER, OutgoingResponse.of(server.head(), 408, inviter.localTag));
  }

  private void endUnanswered(EndCause cause, OutgoingResponse answer) {
    answers.clear();
    server.respond(answer);
    if (!call.isEnded()) {
      agent.calls().ended(call, cause);
    }
  }

  /**
   * The callee answered after the caller had gone, or a second telephone answered (RFC 3261
   * 13.2.2.4): hang up there.
   */
  @Override
  void lateSuccess(SipResponse response) {
    Dialog fork = Dialog.of(call.b.toLeg());
    fork.establishedBy(response);
    agent.layer().sendAck(fork.ack(response.head().cseq(), agent.local(), List.of(), Body.NONE));
    Hangup.tell(agent, fork);
  }

  @Override
  boolean hungUp(Dialog by) {
    boolean unanswered = state() == State.PROCEEDING;
    boolean callerKnows = isSuccessSent();
    enter(State.OVER);
    answers.clear();
    if (unanswered) {
      // Only the caller can: the callee has no dialog that it may end before its answer (RFC 3261
      // 15).
      agent.counters().callsAbandoned.increment();
      cancelClient();
      server.respond(OutgoingResponse.of(server.head(), 487, inviter.localTag));
      return false;
    }
    if (by == call.a) {
      acknowledgeInvitee(List.of(), Body.NONE);
      return true;
    }
    if (!callerKnows) {
      server.respond(OutgoingResponse.of(server.head(), 480, inviter.localTag));
    }
    return callerKnows;
  }
}
