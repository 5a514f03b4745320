package org.sipha.sip.b2bua;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Ending;
import org.sipha.core.call.UnknownFields;
import org.sipha.sip.message.SipRequest;

/** A call that is being worked on; {@link Call} is the same at rest. */
final class LiveCall {
  final CallId id;
  final boolean multisite;
  final long startedAtMillis;
  final String from;
  final String to;

  /** The caller's leg. */
  Dialog a;

  /** The callee's leg. */
  Dialog b;

  /** Further dialogs of both while the callee hasn't answered. */
  final Forks forks = new Forks();

  /** The INVITE that is going on between the parties, null if none is. */
  @Nullable InviteRelay relay;

  /** The INVITE that came last: a PRACK may come after its ACK. Null before the first. */
  @Nullable InviteRelay lastRelay;

  /** What the core was last told, null before the first time. */
  @Nullable Call told;

  /** Whether a timer will look if the call can be dropped. */
  boolean settling;

  /** The servers that handled a message of the call, in that order. */
  private final Set<Integer> servers = new LinkedHashSet<>();

  private CallState state = CallState.EARLY;
  private long answeredAtMillis;
  private long endsAtMillis;
  private long sessionExpiresAtMillis;
  private UnknownFields unknown = UnknownFields.NONE;
  private boolean ended;
  private int running;

  LiveCall(
      CallId id,
      boolean multisite,
      long startedAtMillis,
      String from,
      String to,
      Dialog a,
      Dialog b) {
    this.id = id;
    this.multisite = multisite;
    this.startedAtMillis = startedAtMillis;
    this.from = from;
    this.to = to;
    this.a = a;
    this.b = b;
  }

  /**
   * Goes on with a call.
   *
   * @throws IllegalArgumentException if its legs can't be read
   */
  static LiveCall of(Call call) {
    LiveCall live =
        new LiveCall(
            call.id(),
            call.multisite(),
            call.startedAtMillis(),
            call.from(),
            call.to(),
            Dialog.of(call.a()),
            Dialog.of(call.b()));
    live.state = call.state();
    live.told = call;
    live.answeredAtMillis = call.answeredAtMillis();
    live.endsAtMillis = call.endsAtMillis();
    live.sessionExpiresAtMillis = call.sessionExpiresAtMillis();
    live.servers.addAll(call.servers());
    live.unknown = call.unknown();
    return live;
  }

  /** The call as the pair keeps it. */
  Call toCall() {
    return new Call(
        id,
        state,
        multisite,
        startedAtMillis,
        from,
        to,
        a.toLeg(),
        b.toLeg(),
        answeredAtMillis,
        List.copyOf(servers),
        endsAtMillis,
        sessionExpiresAtMillis,
        unknown);
  }

  /** One of the call's dialogs. */
  Optional<Dialog> find(Predicate<Dialog> condition) {
    return condition.test(a)
        ? Optional.of(a)
        : condition.test(b) ? Optional.of(b) : forks.find(condition);
  }

  /** The dialog that a request belongs to. */
  Optional<Dialog> dialogOf(SipRequest request) {
    return find(dialog -> dialog.owns(request));
  }

  Dialog other(Dialog dialog) {
    return forks.other(dialog).orElse(dialog == a ? b : a);
  }

  boolean isCallers(Dialog dialog) {
    return dialog == a || forks.isCallers(dialog);
  }

  /** Where the legs are: {@code dn:NAME} or {@code trunk:NAME}. */
  List<String> places() {
    return List.of(a.destination, b.destination);
  }

  /** A server handles a message of the call. */
  void carriedBy(int serverId) {
    servers.add(serverId);
  }

  /** The callee has answered. */
  void answered(long nowMillis, Duration longest) {
    answeredAtMillis = nowMillis;
    state = CallState.ANSWERED;
    endsWithin(longest, nowMillis);
  }

  /** From now on the call lasts no longer than that; zero is no limit. */
  void endsWithin(Duration longest, long nowMillis) {
    endsAtMillis = longest.isZero() ? 0 : nowMillis + longest.toMillis();
  }

  /** The parties agreed when the session expires; 0: never. */
  void sessionExpiresAt(long millis) {
    sessionExpiresAtMillis = millis;
  }

  boolean hasSessionExpired(long nowMillis) {
    return sessionExpiresAtMillis != 0 && sessionExpiresAtMillis <= nowMillis;
  }

  boolean hasSessionTimer() {
    return sessionExpiresAtMillis != 0;
  }

  /** See {@link Call#nextTimerMillis}. */
  long nextTimerMillis() {
    return Call.earlier(endsAtMillis, sessionExpiresAtMillis);
  }

  /** Whether the callee has answered. */
  boolean isAnswered() {
    return answeredAtMillis != 0;
  }

  void advance(CallState next) {
    state = next;
  }

  CallState state() {
    return state;
  }

  /** Whether an INVITE is going on that a new primary has to care for. */
  boolean isInviting() {
    return state != CallState.CONFIRMED || a.pendingInvite() != null || b.pendingInvite() != null;
  }

  boolean isEnded() {
    return ended;
  }

  void end() {
    ended = true;
  }

  /** The backup knows of the end, or can't be waited for: a callee that refused may be let go. */
  void endIsSafe() {
    InviteRelay last = lastRelay;
    if (last != null) {
      last.acknowledgeRefusal();
      last.leaveCall();
    }
  }

  /** What remains of the call. */
  CallDetailRecord detail(Ending ending, long nowMillis) {
    return new CallDetailRecord(
        id,
        from,
        to,
        a.destination,
        b.destination,
        a.callId,
        b.callId,
        multisite,
        startedAtMillis,
        answeredAtMillis,
        nowMillis,
        ending,
        List.copyOf(servers));
  }

  /** A transaction works on the call. */
  void began() {
    running++;
  }

  /** A transaction has finished its work on the call. */
  void finished() {
    running--;
  }

  boolean isBusy() {
    return running > 0;
  }
}
