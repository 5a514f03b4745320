package org.sipha.sip.b2bua;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;
import org.sipha.sip.transaction.InviteClientTransaction;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.sipha.sip.transaction.SentAck;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TimerValues;

/**
 * An INVITE on its way from one party to the other, with all its answers and its ACK.
 *
 * <pre>
 * PROCEEDING --2xx--> ANSWERED --ACK--> ACKNOWLEDGED
 *            |                 --no ACK in 64*T1, BYE--> OVER
 *            --failure, CANCEL, BYE--> OVER
 * </pre>
 *
 * <p>An ACKNOWLEDGED one stays known to its client transaction as long as the callee may send its
 * 2xx again: each is acknowledged.
 */
abstract class InviteRelay implements ClientListener {
  /** How far the exchange has come. */
  enum State {
    PROCEEDING,
    ANSWERED,
    ACKNOWLEDGED,
    OVER
  }

  final Agent agent;
  final LiveCall call;
  Dialog inviter;
  Dialog invitee;
  final InviteServerTransaction server;
  final SessionTimer session;
  private final long receivedCSeq;
  private State state = State.PROCEEDING;
  private @Nullable InviteClientTransaction client;
  private SipTimers.@Nullable Timer timerC;
  private @Nullable SuccessRetransmission retransmission;
  private @Nullable SentAck ack;
  private long inviteCSeq;
  private boolean inherited;

  /** Of each dialog of the invitee, by its tag: RSeq of the last PRACK that went there. */
  private final Map<String, Long> acknowledged = new HashMap<>(0);

  InviteRelay(
      Agent agent,
      LiveCall call,
      Dialog inviter,
      InviteServerTransaction server,
      SessionTimer session) {
    this.agent = agent;
    this.call = call;
    this.inviter = inviter;
    this.invitee = call.other(inviter);
    this.server = server;
    this.receivedCSeq = server.head().cseq();
    this.session = session;
  }

  // ---- what makes an initial INVITE different from a re-INVITE

  /** A 1xx with a number above 100. */
  abstract void provisional(SipResponse response);

  /** The first 2xx. */
  abstract void answered(SipResponse response);

  /** A 3xx; counts as a failure afterwards. */
  abstract void redirected(SipResponse response);

  /** A failure; the answer for the inviter is ready. */
  abstract void failed(OutgoingResponse answer, int status);

  /** The inviter has cancelled, and no final answer is known. */
  abstract void cancelled();

  /** No final answer came within timer C. */
  abstract void silent();

  /** The ACK came, with that body. */
  abstract void acknowledged(Body body);

  /** A 2xx that nobody waits for any more. */
  abstract void lateSuccess(SipResponse response);

  /**
   * A party hangs up while the exchange isn't over; the other one is told by a BYE if the answer is
   * true.
   */
  abstract boolean hungUp(Dialog by);

  // ---- common

  final void start(OutgoingRequest invite) {
    begin(invite.cseq());
    client = agent.layer().invite(invite, this);
    server.onCancel(inviter.localTag, this::cancelRequested);
  }

  /** Goes on with an exchange of another server. */
  final void adopt(OutgoingRequest invite, boolean isAnswered) {
    adopt(invite.cseq(), isAnswered);
    client = agent.layer().adoptInvite(invite, isAnswered, this);
  }

  /** The same without a transaction at the invitee, whose answer is known. */
  final void adoptAnswered(long cseq) {
    adopt(cseq, true);
  }

  private void adopt(long cseq, boolean isAnswered) {
    inherited = true;
    begin(cseq);
    server.onCancel(inviter.localTag, this::cancelRequested);
    if (isAnswered) {
      enter(State.ANSWERED);
    }
  }

  private void begin(long cseq) {
    inviteCSeq = cseq;
    call.relay = this;
    call.lastRelay = this;
    call.began();
    restartTimerC();
  }

  private void restartTimerC() {
    stopTimerC();
    timerC =
        agent
            .timers()
            .after(
                TimerValues.C,
                () -> {
                  if (state == State.PROCEEDING) {
                    silent();
                  }
                });
  }

  private void stopTimerC() {
    if (timerC != null) {
      timerC.cancel();
    }
  }

  final void enter(State next) {
    boolean wasRunning = state == State.PROCEEDING || state == State.ANSWERED;
    state = next;
    if (next != State.PROCEEDING) {
      stopTimerC();
    }
    boolean isDone = next == State.ACKNOWLEDGED || next == State.OVER;
    if (isDone && wasRunning) {
      if (retransmission != null) {
        retransmission.stop();
      }
      if (call.relay == this) {
        call.relay = null;
      }
      call.finished();
    }
  }

  final State state() {
    return state;
  }

  /** CSeq number of the INVITE that went to the invitee. */
  final long inviteCSeq() {
    return inviteCSeq;
  }

  /** Whether another server began it. */
  final boolean isInherited() {
    return inherited;
  }

  @Override
  public final void response(SipResponse response) {
    if (response.isProvisional()) {
      if (state == State.PROCEEDING && response.status() > 100) {
        restartTimerC();
        if (!isAcknowledged(response)) {
          provisional(response);
        }
      }
    } else if (response.isSuccess()) {
      success(response);
    } else if (state == State.PROCEEDING) {
      enter(State.OVER);
      if (response.status() < 400) {
        redirected(response);
      }
      failed(relayedFailure(response), response.status());
    }
  }

  /**
   * Whether the inviter has the answer for certain, and the invitee sends it again all the same.
   */
  private boolean isAcknowledged(SipResponse response) {
    Long last = acknowledged.get(String.valueOf(response.head().toTag()));
    return last != null && Prack.rseq(response) > 0 && Prack.rseq(response) <= last;
  }

  /** The inviter has acknowledged a reliable provisional answer. */
  final void acknowledgedReliably(Dialog by, long rseq) {
    acknowledged.put(String.valueOf(by.remoteTag()), rseq);
  }

  /** Whether a party has sent the INVITE, and by that number. */
  final boolean isFrom(Dialog party, long cseq) {
    boolean sameSide = call.isCallers(party) == call.isCallers(inviter);
    return sameSide && receivedCSeq == cseq;
  }

  private void success(SipResponse response) {
    if (response.head().toTag() == null) {
      return; // RFC 3261 12.1.1 demands a tag; without one there is no dialog to acknowledge in
    }
    if (state == State.PROCEEDING) {
      enter(State.ANSWERED);
      answered(response);
    } else if (state == State.OVER || !response.head().toTag().equals(invitee.remoteTag())) {
      lateSuccess(response);
    } else if (ack != null) {
      agent.layer().sendAck(ack);
    }
  }

  @Override
  public final void failed(int status) {
    if (state == State.PROCEEDING) {
      enter(State.OVER);
      failed(OutgoingResponse.of(server.head(), status, inviter.localTag), status);
    }
  }

  private void cancelRequested() {
    if (state == State.PROCEEDING) {
      cancelled();
    }
  }

  /** See {@link InviteClientTransaction#acknowledgeRefusal}. */
  final void acknowledgeRefusal() {
    if (client != null) {
      client.acknowledgeRefusal();
    }
  }

  /** The call is over: the transaction, which lives on for what comes late, lets go of it. */
  final void leaveCall() {
    if (client != null && ack != null && state == State.ACKNOWLEDGED) {
      client.tell(new LateSuccess(agent, ack, invitee.destination));
      server.forgetRequest();
    }
  }

  final void cancelClient() {
    if (client != null) {
      client.cancel();
    }
  }

  /** Sends the 2xx, and again until the ACK. */
  final void sendSuccess(OutgoingResponse success) {
    if (state == State.ANSWERED) {
      server.respond(success);
      retransmission = new SuccessRetransmission(agent.timers(), server, this::unacknowledged);
    }
  }

  /** An answer that another server has given or was about to give, of what is kept of it. */
  final OutgoingResponse rebuilt(int status) {
    OutgoingResponse plain =
        OutgoingResponse.of(
            server.head(), status, inviter.localTag, inviter.contact(agent.local()));
    return new OutgoingResponse(
        plain.request(),
        status,
        plain.reason(),
        plain.toTag(),
        plain.headers(),
        invitee.lastBody());
  }

  /** Whether the 2xx has been sent. */
  final boolean isSuccessSent() {
    return retransmission != null;
  }

  /**
   * Takes an ACK of the inviter. One that isn't for this INVITE, or comes again, changes nothing.
   */
  final void ack(SipRequest request) {
    if (request.head().cseq() == receivedCSeq) {
      acknowledge(RelayedHeaders.of(request), request.body());
    }
  }

  /**
   * The inviter begins another INVITE, so it has heard the answer to this one (RFC 3261 14.1): its
   * ACK got lost, perhaps at a server that had stopped reading.
   */
  final void ackIsMissed() {
    acknowledge(List.of(), Body.NONE);
  }

  private void acknowledge(List<Header> headers, Body body) {
    if (state == State.ANSWERED && (isSuccessSent() || inherited)) {
      acknowledgeInvitee(headers, body);
      acknowledged(body);
      enter(State.ACKNOWLEDGED);
    }
  }

  /** The first 2xx says when the session expires. */
  final void sessionAgreed(SipResponse success) {
    call.sessionExpiresAt(session.expiresAtMillis(success, agent.calls().epochMillis()));
  }

  final void acknowledgeInvitee(List<Header> headers, Body body) {
    ack = agent.layer().sendAck(invitee.ack(inviteCSeq, agent.local(), headers, body));
  }

  /** RFC 3261 13.3.1.4: no ACK, so the session is ended by a BYE; this is the server's decision. */
  private void unacknowledged() {
    Hangup.byServer(agent, call, Ending.of(EndReason.ENDED_BY_SERVER));
  }

  /** The call has ended elsewhere: nothing more is sent. */
  final void forget() {
    enter(State.OVER);
    server.abandon();
    if (client != null) {
      client.abandon();
    }
  }

  /** An answer as it goes on to the inviter, within that dialog. */
  final OutgoingResponse relayed(SipResponse response, Dialog dialog) {
    List<Header> headers = RelayedHeaders.with(response, dialog.contact(agent.local()));
    if (response.isSuccess()) {
      headers.addAll(session.agreed(response));
    }
    return new OutgoingResponse(
        server.head(),
        response.status(),
        response.reason(),
        dialog.localTag,
        headers,
        response.body());
  }

  /**
   * A failure as it goes on to the inviter. A redirection would take the call away from this
   * server, and a challenge is meant for this server and not for the inviter: both mean here that
   * the call can't be completed.
   */
  private OutgoingResponse relayedFailure(SipResponse response) {
    int status = response.status();
    if (status < 400) {
      return OutgoingResponse.of(server.head(), 480, inviter.localTag);
    }
    if (response.isChallenge()) {
      return OutgoingResponse.of(server.head(), 403, inviter.localTag);
    }
    return new OutgoingResponse(
        server.head(),
        status,
        response.reason(),
        inviter.localTag,
        RelayedHeaders.of(response),
        response.body());
  }
}
