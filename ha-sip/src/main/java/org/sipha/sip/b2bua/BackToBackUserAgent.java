package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.Authentication;
import org.sipha.sip.registrar.Refusal;
import org.sipha.sip.registrar.Registrar;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Routing;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.sipha.sip.transaction.ServerTransaction;
import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TransactionLayer;
import org.sipha.sip.transaction.TransactionUser;

/**
 * Decides what each request is about and hands it on: a new call to {@code Admission}, a re-INVITE
 * to {@code ReInvite}, a BYE to {@code Hangup}, another request within a call to {@code
 * RequestRelay}, a REGISTER to the {@link Registrar}. One thread; lives from opening to closing.
 */
public final class BackToBackUserAgent implements TransactionUser {
  private static final String INVITE = "INVITE";
  private static final String OPTIONS = "OPTIONS";
  private static final String BYE = "BYE";
  private static final String REGISTER = "REGISTER";

  /**
   * Methods that make sense within a call only; SUBSCRIBE and MESSAGE outside are another server's.
   */
  private static final Set<String> WITHIN_CALLS =
      Set.of(BYE, "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY");

  private final Agent agent;
  private final Gates gates;
  private final TrunkCalls trunks = new TrunkCalls();
  private final RecordedEnds ends;
  private final Calls calls;
  private final Admission admission;
  private final Registrar registrar;
  private final InheritedCheck inheritedCheck;
  private final RecalledCheck recalledCheck;
  private final AwaitedCalls awaited;

  /**
   * An agent without calls of its own; those of other servers are found in the store when somebody
   * asks for them.
   *
   * @param callTimers limits of calls
   * @param registrarSettings what telephones hear that register
   * @param gateNumbers gives numbers that are never used twice in this process; 0 if answers don't
   *     wait for the backup
   * @param epochMillis the time of day
   */
  public BackToBackUserAgent(
      TransactionLayer layer,
      SipTimers timers,
      SipCodec codec,
      CallStore store,
      CallIds ids,
      LocalEnd local,
      Routing routing,
      SipCounters counters,
      CallTimerSettings callTimers,
      RegistrarSettings registrarSettings,
      LongSupplier gateNumbers,
      LongSupplier epochMillis) {
    gates = new Gates(gateNumbers);
    ends = new RecordedEnds(store.records(), timers, counters, epochMillis);
    calls = new Calls(store, ids, timers, gates, trunks, ends, epochMillis);
    agent = new Agent(layer, timers, calls, local, counters, callTimers);
    recalledCheck = new RecalledCheck(agent, store);
    inheritedCheck = new InheritedCheck(agent, store, recalledCheck);
    awaited = new AwaitedCalls(store.inputs(), timers);
    calls.whenDue(new TimedEnd(agent)::due);
    Authentication authentication = new Authentication(registrarSettings, epochMillis);
    admission = new Admission(agent, trunks, authentication, routing);
    calls.reviveBy(new Revival(agent, codec, admission)::revive);
    registrar =
        new Registrar(
            registrarSettings,
            authentication,
            store.inputs(),
            store.registrations(),
            routing,
            timers,
            gates::await,
            counters,
            epochMillis);
    layer.serve(this);
  }

  // ---- requests

  @Override
  public boolean answeredStatelessly(SipRequest request) {
    if (request.head().toTag() != null) {
      boolean known = callOf(request.head().toTag()).isPresent();
      if (!known) {
        answerOutsideCalls(request);
      }
      return !known;
    }
    if (request.is(INVITE)) {
      return isRefused(request, admission.strangersRefusal(request));
    }
    if (request.is(REGISTER)) {
      return isRefused(request, registrar.refusal(request));
    }
    if (request.is(OPTIONS)) {
      answerOptions(request);
    } else if (WITHIN_CALLS.contains(request.method())) {
      agent.layer().respondStateless(request, 481);
    } else {
      agent.layer().respondStateless(request, 405, allowOutsideCalls());
    }
    return true;
  }

  private boolean isRefused(SipRequest request, Optional<Refusal> refusal) {
    refusal.ifPresent(r -> agent.layer().respondStateless(request, r.status(), r.headerArray()));
    return refusal.isPresent();
  }

  /** RFC 3261 8.2.2.1 and 8.2.2.3 come first, as with an INVITE. */
  private void answerOptions(SipRequest options) {
    Optional<Header> unsupported = RelayedHeaders.unsupported(options);
    if (!SipUri.isValid(options.uri())) {
      agent.layer().respondStateless(options, 416);
    } else if (unsupported.isPresent()) {
      agent.layer().respondStateless(options, 420, unsupported.get());
    } else {
      agent.layer().respondStateless(options, 200, allowOutsideCalls());
    }
  }

  /**
   * The server before may have ended a call and died before its 200 to the BYE went out. The party
   * sends the BYE again and hears what it would have heard there. Of a call that this server has
   * never heard to have ended the truth is told: it is lost. But as long as it may still come, from
   * the peer or the grid, nothing is said.
   */
  private void answerOutsideCalls(SipRequest request) {
    Optional<CallId> awaitedCall =
        calls.isAwaitingCalls() ? CallTag.callId(request.head().toTag()) : Optional.empty();
    if (request.is(BYE) && hasEnded(request.head().toTag())) {
      agent.layer().respondStateless(request, 200);
    } else if (awaitedCall.isEmpty()
        || !awaited.waits(awaitedCall.get(), request, this::answerUnknown)) {
      answerUnknown(request);
    }
  }

  private void answerUnknown(SipRequest request) {
    agent.layer().respondStateless(request, 481);
  }

  private static Header allow() {
    return new Header("Allow", LocalEnd.ALLOWED);
  }

  private static Header allowOutsideCalls() {
    return new Header("Allow", LocalEnd.ALLOWED + ", " + REGISTER);
  }

  /** Whether a call that can't be found any more ended a short while ago. */
  private boolean hasEnded(@Nullable String ourTag) {
    return CallTag.callId(ourTag).filter(calls::hasEnded).isPresent();
  }

  private Optional<LiveCall> callOf(@Nullable String ourTag) {
    return CallTag.callId(ourTag).flatMap(calls::find);
  }

  /** The same for a message that isn't answered: who sent it may send it again. */
  private Optional<LiveCall> callOrWant(@Nullable String ourTag) {
    Optional<LiveCall> found = callOf(ourTag);
    if (found.isEmpty() && calls.isAwaitingCalls()) {
      CallTag.callId(ourTag).ifPresent(awaited::wanted);
    }
    return found;
  }

  @Override
  public void request(SipRequest request, ServerTransaction transaction) {
    if (request.is(REGISTER) && request.head().toTag() == null) {
      registrar.register(request, transaction);
      return;
    }
    if (request.head().toTag() == null) {
      admission.admit(request, (InviteServerTransaction) transaction);
      return;
    }
    Optional<LiveCall> call = callOf(request.head().toTag());
    Optional<Dialog> dialog = call.flatMap(found -> found.dialogOf(request));
    Optional<Header> unsupported = RelayedHeaders.unsupported(request);
    if (call.isEmpty() || dialog.isEmpty()) {
      transaction.respond(answer(request, 481));
    } else if (call.get().isEnded()) {
      // A BYE that crossed ours on its way.
      transaction.respond(answer(request, request.is(BYE) ? 200 : 481));
    } else if (unsupported.isPresent()) {
      transaction.respond(answer(request, 420, unsupported.get()));
    } else if (request.is(OPTIONS)) {
      // Not a reason to tell the core a new CSeq: telephones ask every few seconds whether a call
      // is still there.
      transaction.respond(answer(request, 200, allow()));
    } else if (!dialog.get().takesInOrder(request)) {
      transaction.respond(answer(request, 500));
    } else if (request.maxForwards() == 0 && !request.is(BYE)) {
      transaction.respond(answer(request, 483)); // a BYE is done here, and not only relayed
    } else {
      withinDialog(call.get(), dialog.get(), request, transaction);
    }
  }

  private void withinDialog(
      LiveCall call, Dialog dialog, SipRequest request, ServerTransaction transaction) {
    Optional<Header> minSe = SessionTimer.refusal(request, agent.callTimers());
    if (minSe.isPresent()) {
      transaction.respond(answer(request, 422, minSe.get()));
      return;
    }
    switch (request.method()) {
      case BYE -> {
        if (call.state() == CallState.EARLY && !call.isCallers(dialog)) {
          transaction.respond(answer(request, 481)); // RFC 3261 15: the callee rejects instead
        } else {
          recalledCheck.hungUp(call.id);
          Hangup.by(agent, call, dialog, request, transaction);
        }
      }
      case INVITE -> reInvite(call, dialog, request, (InviteServerTransaction) transaction);
      case "PRACK", "UPDATE", "INFO", "REFER", "NOTIFY", "MESSAGE" -> {
        if (call.other(dialog).remoteTag() == null) {
          transaction.respond(answer(request, 481));
        } else if (request.is("PRACK")) {
          Prack.relay(agent, call, dialog, request, transaction);
        } else {
          RequestRelay.relay(agent, call, dialog, request, transaction);
        }
      }
      default -> transaction.respond(answer(request, 405, allow()));
    }
  }

  /** RFC 3261 14.2: only one INVITE at a time. */
  private void reInvite(
      LiveCall call, Dialog dialog, SipRequest request, InviteServerTransaction transaction) {
    InviteRelay before = call.relay;
    if (before != null && before.inviter == dialog) {
      before.ackIsMissed();
    }
    InviteRelay running = call.relay;
    if (running == null && call.state() == CallState.CONFIRMED) {
      ReInvite.relay(agent, call, dialog, request, transaction);
    } else if (running != null && running.inviter == dialog) {
      transaction.respond(answer(request, 500, new Header("Retry-After", "1")));
    } else {
      transaction.respond(answer(request, 491));
    }
  }

  private static OutgoingResponse answer(SipRequest request, int status, Header... headers) {
    return OutgoingResponse.of(request.head(), status, null, headers);
  }

  @Override
  public void overload(SipRequest invite) {
    agent.layer().respondStateless(invite, 503, new Header("Retry-After", "5"));
  }

  @Override
  public void ack(SipRequest ack) {
    callOrWant(ack.head().toTag())
        .filter(call -> call.dialogOf(ack).isPresent() && call.relay != null)
        .ifPresent(
            call -> {
              InviteRelay relay = call.relay;
              if (relay != null && relay.inviter == call.dialogOf(ack).orElseThrow()) {
                relay.ack(ack);
              }
            });
  }

  @Override
  public void strayCancel(Head cancel) {
    callOf(cancel.toTag());
  }

  /**
   * A response to a request that another server has sent. To find the call of an INVITE is to go on
   * with it, as with {@link #strayCancel}. A final answer is acknowledged, or its sender would go
   * on sending it, and after a 2xx hang up; the refusal of a call that goes on is that relay's
   * business.
   */
  @Override
  public void stray(SipResponse response) {
    Head head = response.head();
    if (!head.method().equals(INVITE)) {
      return;
    }
    Optional<LiveCall> found = callOrWant(head.fromTag());
    if (response.isProvisional()) {
      return;
    }
    boolean isOver = found.map(LiveCall::isEnded).orElseGet(() -> hasEnded(head.fromTag()));
    Optional<LiveCall> goingOn =
        found.filter(call -> !call.isEnded() && !isRelaying(call, head.cseq()));
    if (response.isSuccess()) {
      if (isOver) {
        LateAnswer.hangUp(agent, response);
      }
      goingOn.ifPresent(call -> acknowledge(call, head));
    } else if (isOver || goingOn.filter(call -> call.state() == CallState.CONFIRMED).isPresent()) {
      LateAnswer.acknowledge(agent, response);
    }
  }

  private void acknowledge(LiveCall call, Head success) {
    for (Dialog dialog : List.of(call.a, call.b)) {
      if (dialog.isNamed(success.callId(), success.fromTag(), success.toTag())) {
        agent.layer().sendAck(dialog.ack(success.cseq(), agent.local(), List.of(), Body.NONE));
      }
    }
  }

  private static boolean isRelaying(LiveCall call, long cseq) {
    InviteRelay relay = call.relay;
    return relay != null && relay.inviteCSeq() == cseq;
  }

  // ---- the core's side

  /**
   * Goes on with the calls that were being set up when another server ended, with the timers of
   * all, and with the registrations. Costs little however many calls there are.
   *
   * @param check whether the other server may have missed that some have ended
   */
  public void takeOver(boolean check) {
    registrar.begin();
    calls.inheritAll();
    if (check) {
      inheritedCheck.tookOver();
    }
  }

  /** Does something when the core has been told of every call that has ended. */
  public void whenEndsAreTold(Runnable action) {
    ends.whenNoneWaits(action);
  }

  /** Lets an answer go. */
  public void letGo(long gate) {
    gates.open(gate);
  }

  /** See {@link org.sipha.core.port.SipService#adopted}. */
  public void adopted(CallId id) {
    calls.adopted(id);
    inheritedCheck.adopted(id);
    goOnWithHeld(id);
  }

  /** See {@link org.sipha.core.port.SipService#recalled}. */
  public void recalled(CallId id) {
    calls.recalled(id);
    recalledCheck.recalled(id);
    goOnWithHeld(id);
  }

  private void goOnWithHeld(CallId id) {
    awaited.come(id).forEach(agent.layer()::received);
  }

  /** See {@link org.sipha.core.port.SipService#forgotten}. */
  public void forgotten(CallId id) {
    calls.forgotten(id);
    recalledCheck.forgotten(id);
  }

  /** See {@link org.sipha.core.port.SipService#registrationAdopted}. */
  public void registrationAdopted(String dn) {
    registrar.adopted(dn);
  }

  /** New calls are routed by this from now on. */
  public void routing(Routing routing) {
    admission.routing(routing);
    registrar.routing(routing);
  }

  /** A scan of the directory has come upon a call with legs at these places. */
  public void countInherited(CallId id, List<String> places) {
    trunks.inherited(id, places);
  }

  /** The scan of the directory is done. */
  public void countedInherited() {
    trunks.scanDone();
  }

  /** Calls on a trunk; any thread. */
  public int callsOn(String trunk) {
    return trunks.of(trunk);
  }

  /** Answers that wait for the backup. */
  public int waitingAnswers() {
    return gates.size();
  }

  /** Calls that are being worked on. */
  public int liveCalls() {
    return calls.liveCount();
  }
}
