package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.PendingInvite;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.Authentication;
import org.sipha.sip.registrar.Refusal;
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
  private final Callers callers;
  private Routing routing;

  Admission(Agent agent, TrunkCalls trunks, Authentication authentication, Routing routing) {
    this.agent = agent;
    this.trunks = trunks;
    callers = new Callers(authentication, routing);
    this.routing = routing;
  }

  void routing(Routing newRouting) {
    routing = newRouting;
    callers.routing(newRouting);
  }

  /** What senders hear that are no configured DN or trunk: strangers are owed no transaction. */
  Optional<Refusal> strangersRefusal(SipRequest invite) {
    return callers.refusal(invite);
  }

  void admit(SipRequest invite, InviteServerTransaction transaction) {
    OutgoingResponse refusal = refusal(invite);
    if (refusal != null) {
      transaction.respond(refusal);
      return;
    }
    Optional<Place> sender = callers.of(invite);
    if (sender.isEmpty()) {
      transaction.respond(answer(invite.head(), 403)); // its nonce has just become too old
      return;
    }
    Place caller = sender.get();
    String number = SipUri.parse(invite.uri()).number();
    Invitation invitation = new Invitation(this, invite, transaction, caller, number);
    Optional<String> replaces = invite.header(Replaces.NAME);
    if (isFull(caller)) {
      transaction.respond(noRoom(invite.head()));
    } else if (replaces.isPresent()) {
      replace(invitation, replaces.get());
    } else {
      List<Callee> callees = callees(number);
      if (callees.isEmpty()) {
        transaction.respond(unreachable(invite.head(), number));
      } else {
        invitation.send(callees);
      }
    }
  }

  private OutgoingResponse unreachable(Head head, String number) {
    Optional<Place> place = routing.toNumber(number);
    if (place.isEmpty()) {
      return answer(head, 404);
    }
    return place.get().contact() == null ? answer(head, 480) : noRoom(head);
  }

  private @Nullable OutgoingResponse refusal(SipRequest invite) {
    Head head = invite.head();
    if (invite.maxForwards() == 0) {
      return answer(head, 483);
    }
    if (head.fromTag() == null || head.contact() == null) {
      return answer(head, 400); // a dialog needs both (RFC 3261 12.1.1)
    }
    Optional<Header> unsupported = RelayedHeaders.unsupported(invite);
    if (unsupported.isPresent()) {
      return answer(head, 420, unsupported.get());
    }
    Optional<Header> minSe = SessionTimer.refusal(invite, agent.callTimers());
    if (minSe.isPresent()) {
      return answer(head, 422, minSe.get());
    }
    return SipUri.isValid(invite.uri()) ? null : answer(head, 416);
  }

  private OutgoingResponse answer(Head head, int status, Header... headers) {
    String tag = Tags.stateless(head);
    return OutgoingResponse.of(head, status, tag, headers);
  }

  private OutgoingResponse noRoom(Head head) {
    return answer(head, 503, new Header("Retry-After", String.valueOf(RETRY_AFTER_SECONDS)));
  }

  private boolean isFull(Place place) {
    return place.capacity() > 0 && trunks.of(Place.trunkName(place.id())) >= place.capacity();
  }

  /**
   * Who answers a number, in the order in which they are to be called; empty if it is unknown or
   * can't be reached now. The contact of a DN is called only while no telephone has registered.
   */
  List<Callee> callees(String number) {
    Optional<Place> found = routing.toNumber(number);
    if (found.isEmpty()) {
      return List.of();
    }
    Place place = found.get();
    List<Callee> registered =
        routing.registered(place).stream()
            .map(contact -> Callee.at(place, contact, agent.local(), number))
            .toList();
    boolean hasRoom = place.address().isPresent() && !isFull(place);
    return registered.isEmpty() && hasRoom ? List.of(Callee.at(place, number)) : registered;
  }

  /**
   * The INVITE goes to the party at the other end of the call that it names, whatever its
   * Request-URI. That a trunk is full doesn't count: the call that is replaced leaves it.
   */
  private void replace(Invitation invitation, String header) {
    Head head = invitation.request.head();
    Optional<Replaces> replaces = Replaces.parse(header);
    if (replaces.isEmpty()) {
      invitation.transaction.respond(answer(head, 400));
      return;
    }
    replaces
        .get()
        .call(agent.calls())
        .flatMap(call -> replaced(call, replaces.get()))
        .ifPresentOrElse(
            callee -> setUp(invitation, callee),
            () -> invitation.transaction.respond(answer(head, 481)));
  }

  private Optional<Callee> replaced(LiveCall call, Replaces replaces) {
    Dialog leg = call.find(replaces::names).orElseThrow();
    Dialog other = call.other(leg);
    if (other.remoteTag() == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Callee(
            other.destination,
            other.peerAddress(),
            other.remoteTarget(),
            call.isCallers(other) ? call.from : call.to,
            routing.named(other.destination).filter(Place::multisite).isPresent(),
            List.of(replaces.at(other))));
  }

  /**
   * The INVITE of a call that another server was setting up, as far as it is kept: whole until the
   * callee has answered in any way, later without the headers that went on. So the call can go on
   * to the callee's next telephone, or to whom it names. Empty if its caller is configured no more.
   *
   * @param head of the INVITE received
   * @param sent the INVITE that went to the callee
   */
  Optional<Invitation> resumed(
      LiveCall call, Head head, PendingInvite sent, InviteServerTransaction transaction) {
    SipRequest invite =
        new SipRequest(
            "INVITE",
            SipUri.textIn(call.a.localUri),
            sent.maxForwards() + 1,
            call.a.peerAddress(),
            head,
            NewLegs.headers(sent),
            call.a.lastBody());
    String called = SipUri.textIn(call.b.remoteUri);
    List<Callee> further =
        callees(call.to).stream()
            .dropWhile(callee -> !callee.uri().equals(called))
            .skip(1)
            .toList();
    return routing
        .named(call.a.destination)
        .map(caller -> new Invitation(this, invite, transaction, caller, call.to))
        .map(invitation -> invitation.after(further));
  }

  /** Makes the call and sends the INVITE on. */
  void setUp(Invitation invitation, Callee callee) {
    SipRequest invite = invitation.request;
    Place caller = invitation.caller;
    CallId id = agent.calls().nextId();
    String branch = agent.local().newBranch();
    String via = agent.local().via(branch, callee.address());
    int maxForwards = invite.maxForwards() - 1;
    List<Header> headers = RelayedHeaders.with(invite, callee.contact(agent.local()));
    headers.addAll(callee.headers());
    SessionTimer session = SessionTimer.of(invite, agent.callTimers());
    headers.addAll(session.asked());
    Dialog a = NewLegs.callers(agent.local(), id, invite, caller.id());
    Dialog b = NewLegs.callees(agent.local(), id, a.remoteUri, callee, via, maxForwards, headers);
    LiveCall call =
        new LiveCall(
            id,
            caller.multisite() || callee.multisite(),
            agent.calls().epochMillis(),
            displayed(a.remoteUri),
            callee.number(),
            a,
            b);
    call.endsWithin(agent.callTimers().noAnswer(), call.startedAtMillis);
    agent.calls().begin(call);
    agent.counters().callsCreated.increment();
    OutgoingRequest sent =
        new OutgoingRequest(
            "INVITE",
            callee.uri(),
            via,
            branch,
            List.of(),
            b.localUri + ";tag=" + b.localTag,
            b.remoteUri,
            b.callId,
            b.localCSeq(),
            maxForwards,
            headers,
            invite.body(),
            b.peerAddress());
    new CallSetup(agent, call, invitation.transaction, session, invitation).begin(sent);
  }

  /** The caller's number, or the whole URI if it isn't a SIP URI. */
  private static String displayed(String callerUri) {
    return SipUri.numberIn(callerUri).orElseGet(() -> SipUri.textIn(callerUri));
  }
}
