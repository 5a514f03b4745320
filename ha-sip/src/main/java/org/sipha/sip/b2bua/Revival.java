package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.core.call.CallState;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.SipCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with the INVITE of a call that another server was setting up: rebuilds both transactions
 * from the record, so that everything after that takes the same way as if this server had begun.
 */
final class Revival {
  private static final Logger LOG = LoggerFactory.getLogger(Revival.class);

  private static final int MAX_FORWARDS = 70;

  private final Agent agent;
  private final SipCodec codec;

  Revival(Agent agent, SipCodec codec) {
    this.agent = agent;
    this.codec = codec;
  }

  void revive(LiveCall call) {
    try {
      PendingInvite received = call.a.pendingInvite();
      PendingInvite sent = call.b.pendingInvite();
      if (received == null || sent == null) {
        throw new IllegalArgumentException("no INVITE is kept with it");
      }
      CallSetup setup =
          new CallSetup(
              agent,
              call,
              agent.layer().adoptInvite(received(call.a, received), call.a.peerAddress()));
      OutgoingRequest invite = sent(call, sent);
      if (call.b.remoteTag() == null) {
        setup.begin(invite); // whether or not it has reached the callee: there it is the same one
      } else if (call.state() == CallState.EARLY) {
        setup.reviveRinging(invite);
      } else {
        setup.reviveAnswered(invite);
      }
    } catch (IllegalArgumentException e) {
      LOG.warn("call {} is being set up and can't be gone on with: {}", call.id, e.getMessage());
    }
  }

  private Head received(Dialog caller, PendingInvite invite) {
    if (invite.vias().isEmpty()) {
      throw new IllegalArgumentException("no Via is kept with it");
    }
    String from = caller.remoteUri;
    return new Head(
        invite.vias(),
        codec.via(invite.vias().get(0)),
        caller.remoteTag() == null ? from : from + ";tag=" + caller.remoteTag(),
        caller.remoteTag(),
        caller.localUri,
        null,
        caller.callId,
        invite.cseq(),
        "INVITE",
        null,
        invite.recordRoutes());
  }

  /**
   * Our INVITE, as far as its CANCEL and ACK need it, and as the callee needs it if it has to be
   * sent again; the To of the callee's leg was made of its Request-URI.
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
        Path.uriIn(callee.remoteUri),
        // A large one may have taken another transport than was meant when the record was made.
        agent.local().via(branch, callee.peerAddress()),
        branch,
        List.of(),
        callee.localUri + ";tag=" + callee.localTag,
        callee.remoteUri,
        callee.callId,
        invite.cseq(),
        MAX_FORWARDS,
        List.of(callee.contact(agent.local())),
        call.a.lastBody(),
        callee.peerAddress());
  }
}
