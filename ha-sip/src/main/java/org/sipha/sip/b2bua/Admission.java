package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Leg;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Place;
import org.sipha.sip.route.Routing;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.sipha.sip.transaction.Tags;

/**
 * Decides over a new INVITE: refuses it, or makes a call of it and sends it on (RFC 3261 8.2, SPEC
 * 5).
 */
final class Admission {
  private static final int RETRY_AFTER_SECONDS = 5;

  private final Agent agent;
  private final TrunkCalls trunks;
  private final LongSupplier epochMillis;
  private Routing routing;

  Admission(Agent agent, TrunkCalls trunks, LongSupplier epochMillis, Routing routing) {
    this.agent = agent;
    this.trunks = trunks;
    this.epochMillis = epochMillis;
    this.routing = routing;
  }

  void routing(Routing newRouting) {
    routing = newRouting;
  }

  /** Whether the sender is a configured DN or trunk; all others are refused. */
  boolean knows(SipRequest request) {
    return routing.callerOf(request).isPresent();
  }

  void admit(SipRequest invite, InviteServerTransaction transaction) {
    OutgoingResponse refusal = refusal(invite);
    if (refusal != null) {
      transaction.respond(refusal);
      return;
    }
    Place caller = routing.callerOf(invite).orElseThrow();
    String number = SipUri.parse(invite.uri()).number();
    Optional<Place> callee = routing.toNumber(number);
    if (callee.isEmpty()) {
      transaction.respond(answer(invite.head(), 404));
    } else if (callee.get().address().isEmpty() || isFull(caller) || isFull(callee.get())) {
      transaction.respond(
          answer(
              invite.head(), 503, new Header("Retry-After", String.valueOf(RETRY_AFTER_SECONDS))));
    } else {
      setUp(invite, transaction, caller, callee.get(), number);
    }
  }

  private @Nullable OutgoingResponse refusal(SipRequest invite) {
    Head head = invite.head();
    if (invite.maxForwards() == 0) {
      return answer(head, 483);
    }
    if (head.fromTag() == null || head.contact() == null) {
      return answer(head, 400); // a dialog needs both (RFC 3261 12.1.1)
    }
    for (Header header : invite.headers()) {
      if (header.is("Require")) {
        return answer(head, 420, new Header("Unsupported", header.value()));
      }
    }
    try {
      SipUri.parse(invite.uri());
      return null;
    } catch (IllegalArgumentException e) {
      return answer(head, 416);
    }
  }

  private OutgoingResponse answer(Head head, int status, Header... headers) {
    String tag = Tags.stateless(head);
    return OutgoingResponse.of(head, status, tag, headers);
  }

  private boolean isFull(Place place) {
    return place.capacity() > 0 && trunks.of(Place.trunkName(place.id())) >= place.capacity();
  }

  private void setUp(
      SipRequest invite,
      InviteServerTransaction transaction,
      Place caller,
      Place callee,
      String number) {
    CallId id = agent.calls().nextId();
    Head head = invite.head();
    String callerUri = Dialog.withoutTag(head.from());
    String requestUri = callee.uriFor(number).toString();
    String branch = agent.local().newBranch();
    String via = agent.local().via(branch, callee.address().orElseThrow());
    Dialog a = Dialog.of(callerLeg(id, invite, callerUri, caller));
    Dialog b = Dialog.of(calleeLeg(id, callerUri, requestUri, via, callee));
    boolean multisite = caller.multisite() || callee.multisite();
    LiveCall call =
        new LiveCall(id, multisite, epochMillis.getAsLong(), displayed(callerUri), number, a, b);
    agent.calls().begin(call);
    agent.counters().callsCreated.increment();
    OutgoingRequest sent =
        new OutgoingRequest(
            "INVITE",
            requestUri,
            via,
            branch,
            List.of(),
            callerUri + ";tag=" + b.localTag,
            b.remoteUri,
            b.callId,
            b.localCSeq(),
            invite.maxForwards() - 1,
            RelayedHeaders.with(invite, b.contact(agent.local())),
            invite.body(),
            b.peerAddress());
    new CallSetup(agent, call, transaction).begin(sent);
  }

  private Leg callerLeg(CallId id, SipRequest invite, String callerUri, Place place) {
    Head head = invite.head();
    String contact = head.contact();
    if (contact == null) {
      throw new IllegalStateException("an INVITE without Contact was admitted");
    }
    return new Leg(
        head.callId(),
        agent.local().newTag(id, CallTag.CALLER),
        head.fromTag(),
        head.to(),
        callerUri,
        contact,
        head.recordRoutes(),
        invite.source().toString(),
        place.id(),
        0,
        head.cseq(),
        invite.body().sdpText(),
        new PendingInvite(head.cseq(), head.vias(), head.recordRoutes()));
  }

  private Leg calleeLeg(CallId id, String callerUri, String requestUri, String via, Place place) {
    return new Leg(
        agent.local().newCallId(id),
        agent.local().newTag(id, CallTag.CALLEE),
        null,
        callerUri,
        "<" + requestUri + ">",
        requestUri,
        List.of(),
        place.address().orElseThrow().toString(),
        place.id(),
        1,
        0,
        null,
        new PendingInvite(1, List.of(via), List.of()));
  }

  /** The caller's number, or the whole URI if it isn't a SIP URI. */
  private static String displayed(String callerUri) {
    String uri = Path.uriIn(callerUri);
    try {
      return SipUri.parse(uri).number();
    } catch (IllegalArgumentException e) {
      return uri;
    }
  }
}
