package org.sipha.sip.b2bua;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
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

  private @Nullable CallState state;
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
    return live;
  }

  /** The call as the pair keeps it. */
  Call toCall() {
    if (state == null) {
      throw new IllegalStateException("call " + id + " has no state to be kept yet");
    }
    return new Call(id, state, multisite, startedAtMillis, from, to, a.toLeg(), b.toLeg());
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

  void advance(CallState next) {
    state = next;
  }

  /** Null before there is anything worth keeping. */
  @Nullable CallState state() {
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
