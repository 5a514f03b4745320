package org.sipha.sip.b2bua;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Ending;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.sip.transaction.SipTimers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls that the SIP loop works on, and what the core is told about them.
 *
 * <p>A call lives here from its INVITE until it is confirmed, idle, and kept in the directory
 * exactly as it is here: then it is dropped and read back when somebody asks for it. So an idle
 * call costs this side nothing, and a call that this server set up is found in the same way as one
 * that it has inherited.
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  /**
   * CSeq numbers of an inherited call go on this much higher: they aren't replicated with each
   * request, so the server before may have used numbers that its last record doesn't show.
   */
  static final long CSEQ_STEP = 1_000;

  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /**
   * When to look whether the core has heard of the end of a call, which it remembers then. A busy
   * server would keep thousands of calls for a longer time, and its collector copy them.
   */
  private static final long ENDED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private static final int PAGE = 1_000;

  private final CallStore store;
  private final CallIds ids;
  private final SipTimers timers;
  private final Gates gates;
  private final TrunkCalls trunks;
  private final RecordedEnds ends;
  private final LongSupplier epochMillis;
  private final Deadlines deadlines;
  private final Map<CallId, LiveCall> live = new HashMap<>();

  /**
   * Calls that came from another server while this one serves: their records may bear this server's
   * epoch.
   */
  private final Set<CallId> adopted = new HashSet<>();

  private Consumer<LiveCall> reviver = call -> {};
  private Consumer<CallId> due = id -> {};

  Calls(
      CallStore store,
      CallIds ids,
      SipTimers timers,
      Gates gates,
      TrunkCalls trunks,
      RecordedEnds ends,
      LongSupplier epochMillis) {
    this.store = store;
    this.ids = ids;
    this.timers = timers;
    this.gates = gates;
    this.trunks = trunks;
    this.ends = ends;
    this.epochMillis = epochMillis;
    deadlines = new Deadlines(timers, epochMillis, id -> due.accept(id));
  }

  /** Names who goes on with the INVITE of an inherited call. */
  void reviveBy(Consumer<LiveCall> action) {
    reviver = action;
  }

  /** Names who looks at a call whose next timer is due. */
  void whenDue(Consumer<CallId> action) {
    due = action;
  }

  /** Sees to it that the next timer of a call is looked at. */
  void arm(LiveCall call) {
    deadlines.set(call.id, call.nextTimerMillis());
  }

  CallId nextId() {
    return ids.next();
  }

  /** A call is worked on from now on. */
  void begin(LiveCall call) {
    call.carriedBy(ids.serverId());
    live.put(call.id, call);
    trunks.began(call.id, call.places());
    arm(call);
  }

  /**
   * A call of this server or an inherited one. An ended one is found until the core has heard of
   * its end, and then known by {@link #hasEnded}.
   */
  Optional<LiveCall> find(CallId id) {
    LiveCall known = live.get(id);
    return known != null ? Optional.of(known) : store.directory().find(id).flatMap(this::load);
  }

  /** Whether a call that can't be found ended a short while ago. */
  boolean hasEnded(CallId id) {
    return store.directory().hasEnded(id);
  }

  /** Whether calls that can't be found may still come from the peer. */
  boolean isAwaitingCalls() {
    return store.directory().isAwaitingCalls();
  }

  private Optional<LiveCall> load(CallRecord kept) {
    LiveCall call;
    try {
      call = LiveCall.of(kept.body().decoded(store.codec()));
    } catch (IllegalArgumentException e) {
      LOG.warn("call {} can't be read: {}", kept.id(), e.getMessage());
      return Optional.empty();
    }
    boolean wasAdopted = adopted.remove(call.id);
    if (wasAdopted || isInherited(kept)) {
      call.a.skipCSeq(CSEQ_STEP);
      call.b.skipCSeq(CSEQ_STEP);
    }
    begin(call);
    if (call.isInviting()) {
      reviver.accept(call);
    }
    settleLater(call);
    return Optional.of(call);
  }

  /** Whether nothing has become of a call since another server had it. */
  boolean isInherited(CallRecord kept) {
    return kept.version().epoch() != ids.epoch();
  }

  /** Tells the core the present state of a call. */
  void changed(LiveCall call) {
    tell(call, 0);
  }

  /** The same, if it is not what the core knows already. */
  void changedIfDifferent(LiveCall call) {
    if (!call.toCall().equals(call.told)) {
      changed(call);
    }
  }

  /**
   * The same as {@link #changed}; the answer goes when the backup has confirmed it, or can't be
   * waited for.
   */
  void changed(LiveCall call, Runnable answer) {
    gates.await(gate -> tell(call, gate), answer);
  }

  private void tell(LiveCall call, long gate) {
    Call state = call.toCall();
    call.told = state;
    arm(call);
    // A confirmed call is expected to stay for a while, and encoded it takes less than half the
    // room.
    CallBody kept =
        state.state() == CallState.CONFIRMED ? new EncodedCall(store.codec().encode(state)) : state;
    store.inputs().give(new CallChanged(state, kept, gate));
    settleLater(call);
  }

  /** A CSeq number was used: the core hears of it long before an heir would use it again. */
  void usedCSeq(LiveCall call) {
    Call told = call.told;
    boolean far =
        told != null
            && (call.a.localCSeq() - told.a().localCSeq() >= CSEQ_STEP / 2
                || call.b.localCSeq() - told.b().localCSeq() >= CSEQ_STEP / 2);
    if (far) {
      changed(call);
    }
  }

  /** A call has ended; the core hears of it when its call detail record is written. */
  void ended(LiveCall call, Ending ending) {
    ended(call, ending, () -> {});
  }

  /**
   * The same; the answer goes when the record is written and the backup has confirmed the end, or
   * neither can be waited for.
   */
  void ended(LiveCall call, Ending ending, Runnable answer) {
    end(call, ending, () -> tellEnd(call, ending, answer));
  }

  /**
   * A call has ended without an answer. The caller hears so when the record is written; a new
   * primary that hasn't heard of the end hears it from the callee, whose refusal isn't acknowledged
   * before.
   */
  void endedUnanswered(LiveCall call, Ending ending, Runnable refusal) {
    end(
        call,
        ending,
        () -> {
          refusal.run();
          tellEnd(call, ending, () -> {});
        });
  }

  private void end(LiveCall call, Ending ending, Runnable whenRecorded) {
    if (call.isEnded()) {
      throw new IllegalStateException("call " + call.id + " ends twice");
    }
    call.end();
    trunks.ended(call.id);
    deadlines.clear(call.id);
    ends.record(call, ending, whenRecorded);
  }

  private void tellEnd(LiveCall call, Ending ending, Runnable answer) {
    gates.await(
        gate -> store.inputs().give(new CallEnded(call.id, ending.reason().cause(), gate)),
        () -> {
          answer.run();
          call.endIsSafe();
        });
    forgetLater(call);
  }

  /**
   * The directory holds an ended call until the core has heard of the end: until then it must not
   * come back from there.
   */
  private void forgetLater(LiveCall call) {
    timers.after(
        ENDED_NANOS,
        () -> {
          if (store.directory().find(call.id).isPresent()) {
            forgetLater(call);
          } else {
            live.remove(call.id, call);
          }
        });
  }

  /** A call has come back from the grid. */
  void recalled(CallId id) {
    ids.leaveOut(id);
    adopted(id);
  }

  /** A call came from another server while this one serves. */
  void adopted(CallId id) {
    LiveCall known = live.get(id);
    if (known != null && (known.isBusy() || known.isEnded())) {
      return;
    }
    live.remove(id);
    adopted.add(id);
    store.directory().find(id).ifPresent(this::inherit);
  }

  /** A call has ended on the other server: nothing is said to the parties. */
  void forgotten(CallId id) {
    LiveCall call = live.remove(id);
    adopted.remove(id);
    trunks.ended(id);
    deadlines.clear(id);
    if (call != null) {
      call.end();
      InviteRelay relay = call.relay;
      if (relay != null) {
        relay.forget();
      }
    }
  }

  /**
   * Goes on with all calls that were being set up when this server took over, and with the timers
   * of all others, which needn't be decoded for that.
   */
  void inheritAll() {
    CallId last = null;
    boolean more = true;
    while (more) {
      List<CallRecord> page = store.directory().page(last, PAGE);
      for (CallRecord kept : page) {
        last = kept.id();
        if (!live.containsKey(kept.id())) {
          inherit(kept);
        }
      }
      more = page.size() == PAGE;
    }
  }

  private void inherit(CallRecord kept) {
    if (kept.state() == CallState.CONFIRMED) {
      deadlines.set(kept.id(), kept.nextTimerMillis());
    } else {
      load(kept);
    }
  }

  private void settleLater(LiveCall call) {
    if (!call.settling) {
      call.settling = true;
      timers.after(SETTLE_NANOS, () -> settle(call));
    }
  }

  private void settle(LiveCall call) {
    call.settling = false;
    if (call.isEnded() || live.get(call.id) != call) {
      return;
    }
    if (call.isBusy() || call.state() != CallState.CONFIRMED) {
      settleLater(call);
      return;
    }
    Call state = call.toCall();
    if (!state.equals(call.told)) {
      changed(call);
    } else if (isKept(state)) {
      live.remove(call.id);
    } else {
      settleLater(call);
    }
  }

  private boolean isKept(Call state) {
    try {
      return store
          .directory()
          .find(state.id())
          .map(kept -> kept.body().decoded(store.codec()).equals(state))
          .orElse(false);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The time of day, milliseconds since 1970 UTC. */
  long epochMillis() {
    return epochMillis.getAsLong();
  }

  int liveCount() {
    return live.size();
  }
}
