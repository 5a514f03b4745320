package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with an INVITE that another server was relaying. If it sets up a call, both transactions
 * are rebuilt from the record, so that everything after that takes the same way as if this server
 * had begun. If it changes one, what was agreed upon holds, and what wasn't is refused: then the
 * session stays as it was, and the inviter tries again (RFC 3261 21.5.1).
 */
final class Revival {
  private static final Logger LOG = LoggerFactory.getLogger(Revival.class);

  private final Agent agent;
  private final SipCodec codec;
  private final Admission admission;

  Revival(Agent agent, SipCodec codec, Admission admission) {
    this.agent = agent;
    this.codec = codec;
    this.admission = admission;
  }

  void revive(LiveCall call) {
    try {
      if (call.state() == CallState.CONFIRMED) {
        reviveChange(call, call.a);
        reviveChange(call, call.b);
      } else {
        reviveSetUp(call);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("call {} is being set up and can't be gone on with: {}", call.id, e.getMessage());
    }
  }

  private void reviveSetUp(LiveCall call) {
    PendingInvite received = call.a.pendingInvite();
    PendingInvite sent = call.b.pendingInvite();
    if (received == null || sent == null) {
      throw new IllegalArgumentException("no INVITE is kept with it");
    }
    Head head = received(call.a, received, null);
    OutgoingRequest invite = sent(call, sent);
    Optional<LiveCall> other = otherCallOf(head);
    if (other.isPresent() && other.get().id.compareTo(call.id) > 0) {
      supersede(call);
      return;
    }
    other.ifPresent(this::supersede);
    InviteServerTransaction transaction = agent.layer().adoptInvite(head, call.a.peerAddress());
    Optional<Invitation> invitation = admission.resumed(call, head, sent, transaction);
    CallSetup setup =
        new CallSetup(agent, call, transaction, SessionTimer.UNKNOWN, invitation.orElse(null));
    if (call.b.remoteTag() == null) {
      setup.send(invite);
    } else if (call.state() == CallState.EARLY) {
      setup.reviveRinging(invite, sent.rseq() > 0);
    } else {
      setup.reviveAnswered(invite);
    }
  }

  /** A call that is known already, of the same INVITE of a caller. */
  private Optional<LiveCall> otherCallOf(Head invite) {
    return agent
        .layer()
        .tagOf(invite)
        .flatMap(CallTag::callId)
        .flatMap(agent.calls()::find)
        .filter(call -> !call.isEnded());
  }

  /**
   * Its callee has refused, the other server has gone on to another one, which is another call, and
   * this server hasn't heard of the end of the first.
   */
  private void supersede(LiveCall call) {
    InviteRelay relay = call.relay;
    if (relay != null) {
      relay.forget();
    }
    agent.calls().ended(call, Ending.of(EndReason.REJECTED));
  }

  private void reviveChange(LiveCall call, Dialog inviter) {
    PendingInvite invite = inviter.pendingInvite();
    if (invite == null || invite.isOwedAck()) {
      return;
    }
    Head head = received(inviter, invite, inviter.localTag);
    InviteServerTransaction transaction = agent.layer().adoptInvite(head, inviter.peerAddress());
    PendingInvite agreed = call.other(inviter).pendingInvite();
    if (agreed != null && agreed.isOwedAck()) {
      ReInvite.revive(agent, call, inviter, transaction, agreed);
    } else {
      transaction.respond(OutgoingResponse.of(head, 500, null, new Header("Retry-After", "1")));
      inviter.inviteDone();
      agent.calls().changed(call);
    }
  }

  /**
   * The INVITE of a party, as far as its answers need it.
   *
   * @param toTag the tag in its To header, null if it began the call
   */
  private Head received(Dialog caller, PendingInvite invite, @Nullable String toTag) {
    if (invite.vias().isEmpty()) {
      throw new IllegalArgumentException("no Via is kept with it");
    }
    String from = caller.remoteUri;
    return new Head(
        invite.vias(),
        codec.via(invite.vias().get(0)),
        caller.remoteTag() == null ? from : from + ";tag=" + caller.remoteTag(),
        caller.remoteTag(),
        toTag == null ? caller.localUri : caller.localUri + ";tag=" + toTag,
        toTag,
        caller.callId,
        invite.cseq(),
        "INVITE",
        caller.remoteTarget(),
        invite.recordRoutes());
  }

  /**
   * Our INVITE: complete while the callee hasn't answered, later as far as its CANCEL and ACK need
   * it. The To of the callee's leg was made of its Request-URI.
   */
  private OutgoingRequest sent(LiveCall call, PendingInvite invite) {
    Dialog callee = call.b;
    if (invite.vias().isEmpty()) {
      throw new IllegalArgumentException("no Via of ours is kept with it");
    }
    String branch = codec.via(invite.vias().get(0)).branch();
    if (branch == null) {
      throw new IllegalArgumentException("our Via has no branch: " + invite.vias().get(0));
    }
    return new OutgoingRequest(
        "INVITE",
        SipUri.textIn(callee.remoteUri),
        // A large one may have taken another transport than was meant when the record was made.
        agent.local().via(branch, callee.peerAddress()),
        branch,
        List.of(),
        callee.localUri + ";tag=" + callee.localTag,
        callee.remoteUri,
        callee.callId,
        invite.cseq(),
        invite.maxForwards(),
        NewLegs.headers(invite),
        call.a.lastBody(),
        callee.peerAddress());
  }
}
