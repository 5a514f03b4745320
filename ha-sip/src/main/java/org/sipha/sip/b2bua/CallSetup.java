package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.b2bua.Forks.Fork;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.route.Place;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.sipha.sip.transaction.TimerValues;

/**
 * The initial INVITE of a call, from the caller to the callee. The core is told when it goes out,
 * and of the first provisional answer with a tag, the 2xx, the ACK and the end; answers wait until
 * the backup has confirmed them.
 */
final class CallSetup extends InviteRelay {
  private static final int NOT_IN_TIME = 408;

  /** RFC 3261 21.6: a 6xx holds wherever else the callee might be. */
  private static final int DECLINED_BY_ALL = 600;

  private final AnswerQueue answers = new AnswerQueue();

  /** Null if it goes nowhere else: answered, or its caller is configured no more. */
  private @Nullable Invitation invitation;

  CallSetup(
      Agent agent,
      LiveCall call,
      InviteServerTransaction server,
      SessionTimer session,
      @Nullable Invitation invitation) {
    super(agent, call, call.a, server, session);
    this.invitation = invitation;
  }

  /**
   * Sends the INVITE of a new call to the callee. The core is told first, and not waited for: a
   * server that dies between the two leaves a caller that sends its INVITE again.
   */
  void begin(OutgoingRequest invite) {
    agent.calls().changed(call);
    send(invite);
  }

  /**
   * Sends the INVITE; that of another server, if the callee hasn't answered in any way, once more:
   * it is the same, which the callee may or may not have seen.
   */
  void send(OutgoingRequest invite) {
    // Not earlier, though it would please the caller: a 100 stops the caller's retransmission, and
    // until the backup has the record this retransmission is all that brings the call to a new
    // primary.
    agent.timers().after(TimerValues.TRYING, this::tryingIfUnanswered);
    start(invite);
  }

  private void tryingIfUnanswered() {
    if (state() == State.PROCEEDING && call.b.remoteTag() == null) {
      server.respond(OutgoingResponse.of(server.head(), 100, null));
    }
  }

  /**
   * Goes on with a ringing call of another server; the caller may not have heard that it rings. A
   * reliable answer that it hasn't heard the callee sends again by itself.
   */
  void reviveRinging(OutgoingRequest invite, boolean isReliable) {
    adopt(invite, false);
    if (isReliable) {
      server.respond(OutgoingResponse.of(server.head(), 100, null));
    } else {
      server.respond(rebuilt(call.b.lastBody().length() > 0 ? 183 : 180));
    }
  }

  /** Goes on with an answered call of another server, whose ACK nobody has seen. */
  void reviveAnswered(OutgoingRequest invite) {
    adopt(invite, true);
    sendSuccess(rebuilt(200));
  }

  @Override
  void provisional(SipResponse response) {
    if (response.head().toTag() == null) {
      return; // it sets up no dialog (RFC 3261 12.1.2), so there is nothing that a new primary
      // could go on with
    }
    call.forks.ringing(call, response).ifPresent(fork -> provisional(response, fork));
  }

  private void provisional(SipResponse response, Fork fork) {
    OutgoingResponse relayed = relayed(response, fork.a());
    if (Prack.rseq(response) > 0) {
      fork.b().answeredReliably(Prack.rseq(response));
    }
    if (call.b.remoteTag() == null) {
      call.b.establishedBy(response);
      agent.calls().changed(call, answers.addWaiting(() -> server.respond(relayed)));
    } else {
      fork.b().sdp(response.body());
      agent.calls().changedIfDifferent(call);
      answers.add(() -> server.respond(relayed));
    }
  }

  @Override
  void answered(SipResponse response) {
    invitation = null;
    Fork fork = call.forks.answered(call, response);
    fork.b().establishedBy(response);
    goOnIn(fork);
    OutgoingResponse relayed = relayed(response, inviter);
    call.answered(agent.calls().epochMillis(), agent.callTimers().durationLimit());
    sessionAgreed(response);
    agent.calls().changed(call, answers.addWaiting(() -> sendSuccess(relayed)));
  }

  /** The call is between these from now on. */
  private void goOnIn(Fork fork) {
    call.a = fork.a();
    call.b = fork.b();
    inviter = fork.a();
    invitee = fork.b();
  }

  @Override
  void acknowledged(Body body) {
    call.a.sdp(body);
    call.a.inviteDone();
    call.b.inviteDone();
    call.advance(CallState.CONFIRMED);
    agent.calls().changed(call);
  }

  @Override
  void redirected(SipResponse response) {
    if (invitation != null && !Place.isTrunk(call.b.destination)) {
      invitation.redirected(response);
    }
  }

  /** The call ends, unless there is somebody else to be called: that is another call. */
  @Override
  void failed(OutgoingResponse answer, int status) {
    EndReason reason = status == NOT_IN_TIME ? EndReason.NO_ANSWER : EndReason.REJECTED;
    Ending ending = new Ending(reason, status);
    Invitation tried = invitation;
    Optional<Callee> next =
        tried == null || status >= DECLINED_BY_ALL ? Optional.empty() : tried.next();
    if (tried != null && next.isPresent()) {
      answers.clear();
      // In this order, so that there is no moment at which the backup knows of neither.
      tried.send(next.get());
      agent.calls().ended(call, ending);
    } else {
      endUnanswered(ending, answer);
    }
  }

  @Override
  void cancelled() {
    agent.counters().callsAbandoned.increment();
    enter(State.OVER);
    cancelClient();
    endUnanswered(
        Ending.of(EndReason.CANCELLED), OutgoingResponse.of(server.head(), 487, inviter.localTag));
  }

  @Override
  void silent() {
    enter(State.OVER);
    cancelClient();
    endUnanswered(
        Ending.of(EndReason.NO_ANSWER),
        OutgoingResponse.of(server.head(), NOT_IN_TIME, inviter.localTag));
  }

  private void endUnanswered(Ending ending, OutgoingResponse answer) {
    answers.clear();
    if (call.isEnded()) {
      server.respond(answer);
    } else {
      agent.calls().endedUnanswered(call, ending, () -> server.respond(answer));
    }
  }

  /**
   * The callee answered after the caller had gone, or a second telephone answered (RFC 3261
   * 13.2.2.4): hang up there.
   */
  @Override
  void lateSuccess(SipResponse response) {
    LateSuccess.hangUp(agent, call.b, response);
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
