package org.sipha.core.sync;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.MissingCalls;
import org.sipha.core.link.PeerMessage.NothingToCarry;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.link.PeerMessage.WithCall;
import org.sipha.core.link.Session;
import org.sipha.core.node.Effect.CallAdopted;
import org.sipha.core.node.Effect.CallForgotten;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;

/**
 * Keeps both nodes' calls the same (SPEC 3).
 *
 * <p>In each session the primary asks for the backup's inventory, compares it with its own calls
 * ({@link SyncPlan}) and sends what is missing in {@link Batches}; beside that every change goes
 * over at once ({@link Replication}). Because both travel on one ordered connection and each copy
 * has a version, neither has to wait for the other.
 *
 * <pre>
 *   state      event                                                        next
 *   DOWN       this node serves, and a peer that isn't primary is connected  INVENTORY
 *   INVENTORY  the last part of the inventory came                          RUNNING or DONE
 *   RUNNING    the last missing call is confirmed                           DONE
 *   DOWN       took over by hand-over within the session                    DONE
 *   any        the session ends, or this node stops serving                 DOWN
 * </pre>
 */
public final class Sync {
  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final CallTable table;
  private final SyncHost host;
  private final Tombstones tombstones = new Tombstones();
  private final MultisiteCalls multisite = new MultisiteCalls();
  private final Replication replication;
  private final Holdings holdings;
  private final Gates gates;

  /** Session in which the synchronization has begun, 0 if in none. */
  private long begunIn;

  private @Nullable SyncPlan plan;
  private @Nullable Batches batches;

  /** Calls that this primary wants from the backup, and those that it has asked for. */
  private final Set<CallId> wanted = new LinkedHashSet<>();

  private final Set<CallId> askedFor = new LinkedHashSet<>();
  private List<CallId> toAnnounce = List.of();

  /**
   * Multisite calls from before the session that the backup lacks: the named loss of a forced
   * hand-over.
   */
  private final Set<CallId> multisiteMissing = new LinkedHashSet<>();

  /** Those of which the backup has an older copy: they are carried over then. */
  private final Set<CallId> multisiteStale = new LinkedHashSet<>();

  private final Set<CallId> leftBehind = new LinkedHashSet<>();
  private int limitConfigured;
  private int limitInForce;
  private long created;

  /** Nothing is held, no session is open. */
  public Sync(NodeSettings settings, Turn turn, Link link, CallTable table, SyncHost host) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.table = table;
    this.host = host;
    this.replication = new Replication(table, link, turn, tombstones);
    this.holdings = new Holdings(table, link, replication, tombstones);
    this.gates = new Gates(turn, settings.answerSyncTimeout().toNanos());
    this.limitConfigured = settings.maxCallsSyncAtOnce();
    this.limitInForce = settings.maxCallsSyncAtOnce();
  }

  // ---- what others ask
  // -------------------------------------------------------------------------------------------

  /** Where the synchronization of this primary stands. */
  public SyncState state() {
    if (begunIn == 0) {
      return SyncState.DOWN;
    }
    if (plan != null) {
      return SyncState.INVENTORY;
    }
    boolean sent = batches == null || batches.isDone();
    return sent && wanted.isEmpty() && askedFor.isEmpty() ? SyncState.DONE : SyncState.RUNNING;
  }

  /** This primary's account, for heartbeats and the view. */
  public SyncReport report() {
    Batches sent = batches;
    int missing = sent == null ? 0 : sent.missing().size();
    return new SyncReport(
        state(),
        missing + wanted.size() + askedFor.size(),
        sent == null ? 0 : sent.confirmedCalls(),
        unsynchronized(),
        limitInForce,
        state() == SyncState.INVENTORY || sent == null ? -1 : sent.secondsLeft());
  }

  /** Calls that hold readiness at 0 because the backup hasn't confirmed them. */
  private int unsynchronized() {
    if (plan != null || begunIn == 0) {
      return table.size();
    }
    int missing = batches == null ? 0 : batches.missing().size();
    return missing + wanted.size() + askedFor.size() + replication.late();
  }

  /** The last batches of this session. */
  public List<Batch> batches() {
    return batches == null ? List.of() : batches.batches();
  }

  /** The limit of this session. */
  public int limitInForce() {
    return limitInForce;
  }

  /** The limit that the configuration says now. */
  public int limitConfigured() {
    return limitConfigured;
  }

  /** A change of the configuration: in force from the next establishment (SPEC 3.3). */
  public void limitConfigured(int calls) {
    limitConfigured = calls;
  }

  /** Multisite calls from before the session, and for how long the oldest has been known. */
  public Set<CallId> multisiteBefore() {
    return multisite.before();
  }

  /** See {@link #multisiteBefore}. */
  public long oldestMultisiteBefore() {
    return multisite.oldestBefore(turn.now());
  }

  /** Number of multisite calls. */
  public int multisiteCalls() {
    return multisite.size();
  }

  /** Calls that the backup lacks, as far as this primary knows. */
  public Set<CallId> missing() {
    return batches == null ? Set.of() : batches.missing();
  }

  /** Calls that this node had been told it lacks, when it was backup. */
  public Set<CallId> announcedMissing() {
    return holdings.announcedMissing();
  }

  /** Changes that the backup hasn't confirmed. */
  public int unconfirmedChanges() {
    return replication.unconfirmed();
  }

  /** Answers that went on without confirmation. */
  public long unprotectedAnswers() {
    return gates.unprotected();
  }

  /** Calls set up by this process. */
  public long created() {
    return created;
  }

  /** When a waiting answer has to go at the latest. */
  public long nextLimit() {
    return gates.nextLimit();
  }

  // ---- calls change
  // ----------------------------------------------------------------------------------------------

  /** The SIP side set up or changed a call. */
  public void callChanged(Call call, long gate) {
    CallRecord before = table.find(call.id()).orElse(null);
    if (!host.isServing() || (before == null && tombstones.find(call.id()).isPresent())) {
      turn.debug("ignored a change of " + call.id() + ": not served here");
      passIfAny(gate);
      return;
    }
    long session = link.session().map(Session::id).orElse(0L);
    CallRecord after =
        new CallRecord(
            call.id(),
            before == null ? new Version(host.epoch(), 1) : before.version().next(host.epoch()),
            before == null ? session : before.bornSession(),
            call.multisite(),
            call.state(),
            call);
    if (before == null) {
      created++;
    }
    store(after);
    if (begunIn != 0) {
      replication.changed(after, host.epoch());
    }
    protect(gate, call.id(), after.version());
  }

  /** The SIP side ended a call. */
  public void callEnded(CallId id, EndCause cause, long gate) {
    boolean mayBeHeld = replication.isShared(id);
    CallRecord before = host.isServing() ? table.remove(id).orElse(null) : null;
    if (before == null) {
      passIfAny(gate);
      return;
    }
    multisite.remove(id);
    multisiteMissing.remove(id);
    multisiteStale.remove(id);
    if (plan != null) {
      mayBeHeld |= plan.isUnverified(id);
      plan.settled(id);
    }
    if (batches != null) {
      batches.ended(id);
    }
    if (!mayBeHeld) {
      passIfAny(gate);
      return;
    }
    Version version = before.version().next(host.epoch());
    if (begunIn != 0) {
      replication.ended(id, version, cause, host.epoch());
    } else {
      tombstones.put(id, version, cause);
    }
    protect(gate, id, version);
  }

  private void protect(long gate, CallId id, Version version) {
    if (gate == 0) {
      return;
    }
    if (!gates.areOn()) {
      turn.want(new LetGo(gate, false));
    } else if (begunIn != 0 && link.state() == ConnectionState.ESTABLISHED) {
      gates.await(gate, id, version);
    } else {
      gates.pass(gate, false);
    }
  }

  /** Nothing is promised by this answer that a backup would have to hold. */
  private void passIfAny(long gate) {
    if (gate != 0) {
      gates.pass(gate, true);
    }
  }

  private void store(CallRecord call) {
    table.put(call);
    multisite.put(call, turn.now());
  }

  // ---- sessions and roles
  // ----------------------------------------------------------------------------------------

  /** A new session: nothing is known of what the peer holds. */
  public void sessionOpened(Session session, boolean newProcess) {
    limitInForce = limitConfigured;
    if (newProcess) {
      replication.newPeerProcess();
    }
    holdings.reset();
    holdings.announcedMissing().clear();
    multisite.sessionOpened(session.id());
  }

  /** The session is over. What wasn't confirmed will be compared anew. */
  public void sessionEnded() {
    end();
  }

  /** The connection is suspect: answers don't wait for it. */
  public void connectionSuspect() {
    gates.letAllGo();
  }

  /** This node serves now. */
  public void beganServing(boolean level) {
    leftBehind.clear();
    if (level) {
      begunIn = link.session().map(Session::id).orElse(0L);
    }
  }

  /** This node serves no longer: remember what a forced hand-over leaves behind. */
  public void stoppedServing() {
    leftBehind.clear();
    if (plan != null) {
      leftBehind.addAll(plan.missing(Set.of()));
    }
    leftBehind.addAll(missing());
    leftBehind.addAll(multisiteStale);
    leftBehind.addAll(replication.dirty());
    end();
  }

  private void end() {
    begunIn = 0;
    plan = null;
    batches = null;
    wanted.clear();
    askedFor.clear();
    toAnnounce = List.of();
    replication.forgetDirty();
    gates.letAllGo();
  }

  /**
   * After a forced hand-over: the new primary gets what it lacks (SPEC 2, double failure).
   * Multisite calls from before the session that it lacks are the named loss.
   */
  public void carryOverMissing() {
    List<CallId> lost = new ArrayList<>(multisiteMissing);
    lost.forEach(this::forget);
    leftBehind.removeAll(lost);
    if (!lost.isEmpty()) {
      turn.warn("forced hand-over: " + lost.size() + " multisite calls from before are lost");
    }
    holdings.tellEnds(host.highestEpoch());
    holdings.carryOver(List.copyOf(leftBehind));
    leftBehind.clear();
  }

  /** Whether calls that the new primary lacks are still on their way to it. */
  public boolean isCarryingOver() {
    return holdings.isCarryingOver();
  }

  // ---- time
  // ------------------------------------------------------------------------------------------------------

  /** Lets go what has waited long enough. */
  public void expire() {
    gates.expire();
  }

  /** Goes on with whatever there is room for. */
  public void pump() {
    Session session = link.session().orElse(null);
    if (session == null) {
      return;
    }
    if (!host.isServing()) {
      holdings.pump(host.highestEpoch());
      return;
    }
    if (begunIn == 0 && host.isPeerFollowing()) {
      begin(session);
    }
    if (begunIn != 0) {
      replication.pump(host.epoch());
      ask();
      announce();
      if (batches != null) {
        batches.pump(host.epoch());
      }
    }
  }

  private void begin(Session session) {
    begunIn = session.id();
    plan = new SyncPlan(table, tombstones);
    multisiteMissing.clear();
    multisiteStale.clear();
    replication.resendEnds();
    link.sendControl(new InventoryRequest(), host.epoch());
    turn.event("inventory begins: " + table.size() + " calls here");
  }

  private void ask() {
    while (!wanted.isEmpty()) {
      List<CallId> some = wanted.stream().limit(PeerMessage.MAX_ITEMS).toList();
      if (!link.send(new CarryOverRequest(some), host.epoch())) {
        return;
      }
      some.forEach(wanted::remove);
      askedFor.addAll(some);
    }
  }

  private void announce() {
    while (!toAnnounce.isEmpty()) {
      int count = Math.min(PeerMessage.MAX_ITEMS, toAnnounce.size());
      if (!link.send(new MissingCalls(toAnnounce.subList(0, count)), host.epoch())) {
        return;
      }
      toAnnounce = toAnnounce.subList(count, toAnnounce.size());
    }
  }

  // ---- messages
  // --------------------------------------------------------------------------------------------------

  /** A message of the peer; false if it isn't about calls. */
  public boolean message(PeerMessage message) {
    if (message instanceof CarryOver) {
      carried(((CarryOver) message).call());
    } else if (message instanceof WithCall) {
      replicated(((WithCall) message).call());
    } else if (message instanceof CallEnd) {
      replicatedEnd((CallEnd) message);
    } else if (message instanceof InventoryRequest) {
      holdings.inventoryRequested();
    } else if (message instanceof InventoryPart) {
      inventoryPart((InventoryPart) message);
    } else if (message instanceof MissingCalls) {
      ((MissingCalls) message).ids().stream().forEach(holdings.announcedMissing()::add);
    } else if (message instanceof CarryOverRequest) {
      holdings.carryOver(((CarryOverRequest) message).ids());
    } else if (message instanceof NothingToCarry) {
      askedFor.remove(((NothingToCarry) message).id());
    } else {
      return false;
    }
    return true;
  }

  private void replicated(CallRecord call) {
    if (host.isServing()) {
      turn.warn("a peer that isn't primary replicated " + call.id() + "; ignored");
      return;
    }
    holdings.announcedMissing().remove(call.id());
    if (tombstones.isEndedByParty(call.id())) {
      return; // a party hung up here while both were primary; the inventory tells the other node so
    }
    Optional<CallRecord> own = table.find(call.id());
    if (own.isEmpty() || call.version().isNewerThan(own.get().version())) {
      tombstones.remove(call.id());
      store(call);
    }
    replication.share(call.id());
  }

  private void replicatedEnd(CallEnd end) {
    if (host.isServing()) {
      turn.warn("a peer that isn't primary ended " + end.id() + "; ignored");
      return;
    }
    holdings.announcedMissing().remove(end.id());
    boolean newer =
        table.find(end.id()).map(own -> own.version().isNewerThan(end.version())).orElse(true);
    if (!newer) {
      forget(end.id());
    }
  }

  private void forget(CallId id) {
    table.remove(id);
    multisite.remove(id);
  }

  private void inventoryPart(InventoryPart part) {
    if (!host.isServing()) {
      return;
    }
    part.endedByParty().forEach(ended -> endedElsewhere(ended.id()));
    SyncPlan comparing = plan;
    if (comparing == null) {
      return;
    }
    for (Held held : part.calls()) {
      compare(comparing, held);
    }
    if (part.last()) {
      inventoryDone(comparing);
    }
  }

  private void compare(SyncPlan comparing, Held held) {
    switch (comparing.judge(held)) {
      case EQUAL:
      case STALE:
        replication.share(held.id());
        break;
      case GHOST:
        tombstones.outdo(held.id(), held.version());
        replication.markDirty(held.id());
        break;
      case CARRY_OVER:
        replication.share(held.id());
        wanted.add(held.id());
        break;
    }
  }

  /** A party hung up at the other node while both were primary: that counts here too (SPEC 3.8). */
  private void endedElsewhere(CallId id) {
    CallRecord before = table.find(id).orElse(null);
    if (before == null) {
      return;
    }
    forget(id);
    // A change of it may be on its way to the other node, and would bring it back there.
    replication.ended(id, before.version().next(host.epoch()), EndCause.PARTY, host.epoch());
    if (plan != null) {
      plan.settled(id);
    }
    if (batches != null) {
      batches.ended(id);
    }
    turn.want(new CallForgotten(id));
  }

  private void inventoryDone(SyncPlan compared) {
    List<CallId> missing = compared.missing(multisite.before());
    for (CallId id : compared.missing(Set.copyOf(missing))) {
      (compared.isStale(id) ? multisiteStale : multisiteMissing).add(id);
    }
    plan = null;
    batches = new Batches(table, link, turn, replication, limitInForce, missing);
    toAnnounce = missing;
    turn.event(
        "inventory done: "
            + missing.size()
            + " of "
            + table.size()
            + " calls missing at the backup, "
            + wanted.size()
            + " only there");
  }

  /** A call that only the other node held. */
  private void carried(CallRecord call) {
    askedFor.remove(call.id());
    if (!host.isServing() || tombstones.find(call.id()).isPresent()) {
      return;
    }
    Optional<CallRecord> own = table.find(call.id());
    if (own.isPresent() && !call.version().isNewerThan(own.get().version())) {
      return;
    }
    store(call);
    replication.share(call.id());
    if (plan != null) {
      plan.settled(call.id());
    }
    if (batches != null) {
      batches.confirmed(call.id());
    }
    turn.want(new CallAdopted(call.id()));
  }

  /** The peer has applied a message. */
  public void confirmed(PeerMessage message) {
    if (message instanceof CallChange || message instanceof SyncCall) {
      CallRecord call = ((WithCall) message).call();
      multisiteMissing.remove(call.id());
      multisiteStale.remove(call.id());
      if (plan != null) {
        plan.settled(call.id());
      }
      if (batches != null) {
        batches.confirmed(call.id());
      }
      gates.confirmed(call.id(), call.version());
    } else if (message instanceof CallEnd) {
      CallEnd end = (CallEnd) message;
      tombstones.confirmed(end.id(), end.version());
      gates.confirmed(end.id(), end.version());
    } else if (message instanceof InventoryPart) {
      ((InventoryPart) message)
          .endedByParty()
          .forEach(ended -> tombstones.confirmed(ended.id(), ended.version()));
    }
  }
}
