package org.sipha.core.sync;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.event.EventCode;
import org.sipha.core.grid.GridCopy;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.MissingCalls;
import org.sipha.core.link.Session;
import org.sipha.core.node.Effect.CallAdopted;
import org.sipha.core.node.Effect.CallForgotten;
import org.sipha.core.node.Effect.CallRecalled;
import org.sipha.core.node.Turn;
import org.sipha.core.registration.Registrations;

/**
 * A primary's work in one session: compare, fetch what only the backup has, send what it lacks
 * (SPEC 3.1 to 3.4).
 *
 * <pre>
 *   state      event                                                        next
 *   DOWN       this node serves, and a peer that isn't primary is connected  INVENTORY
 *   INVENTORY  the last part of the inventory came, and of the registrations  RUNNING or DONE
 *   RUNNING    the last missing call is confirmed                           DONE
 *   DOWN       took over by hand-over within the session                    DONE
 *   any        the session ends, or this node stops serving                 DOWN
 * </pre>
 */
final class Synchronization {
  /** Each so many inventories ids are compared in full, whatever the digests would say. */
  private static final int FULL_EVERY = 10;

  private static final String NOT_ASKED = "the peer answers what the inventory has not asked";

  private final Turn turn;
  private final Link link;
  private final Copies copies;
  private final Tombstones tombstones;
  private final Replication replication;
  private final Registrations registrations;
  private final SyncHost host;
  private final GridCopy grid;

  /** Session in which it has begun, 0 if in none. */
  private long begunIn;

  private int limitInForce;
  private int inventories;
  private @Nullable Inventory inventory;
  private @Nullable Batches batches;

  /** Whether it has been told since the last inventory that nothing is missing any more. */
  private boolean toldDone;

  /** The pause after a batch goes on when this node begins anew, or compares anew. */
  private long nextBatchNanos;

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

  Synchronization(
      Turn turn,
      Link link,
      Copies copies,
      Tombstones tombstones,
      Replication replication,
      Registrations registrations,
      SyncHost host,
      GridCopy grid,
      int limit) {
    this.turn = turn;
    this.link = link;
    this.copies = copies;
    this.tombstones = tombstones;
    this.replication = replication;
    this.registrations = registrations;
    this.host = host;
    this.grid = grid;
    this.limitInForce = limit;
    this.nextBatchNanos = turn.now();
  }

  void sessionOpened(int limit) {
    limitInForce = limit;
  }

  int limitInForce() {
    return limitInForce;
  }

  /** Whether changes are replicated in this session. */
  boolean hasBegun() {
    return begunIn != 0;
  }

  /**
   * Whether this node is the primary of this session: also while it waits for the confirmation of a
   * hand-over, because it may have to go on.
   */
  boolean isAtWork() {
    return hasBegun() || host.isServing();
  }

  /** Took over by hand-over within the session: both hold the same. */
  void beginLevel(long session) {
    begunIn = session;
    registrations.beginLevel();
    multisiteMissing.clear();
    multisiteStale.clear();
  }

  void end() {
    begunIn = 0;
    registrations.end();
    inventory = null;
    forgetBatches();
    wanted.clear();
    askedFor.clear();
    toAnnounce = List.of();
    copies.table().awaitingCalls(false);
  }

  private void forgetBatches() {
    if (batches != null) {
      nextBatchNanos = batches.nextNanos();
    }
    batches = null;
  }

  /**
   * What a forced hand-over leaves behind: the new primary lacks it, or has it in an older version.
   */
  Set<CallId> leftBehind() {
    Set<CallId> left = new LinkedHashSet<>();
    if (inventory != null) {
      left.addAll(inventory.plan().missing(Set.of()));
    }
    left.addAll(missing());
    left.addAll(multisiteStale);
    return left;
  }

  Set<CallId> multisiteMissing() {
    return multisiteMissing;
  }

  /** Goes on with whatever there is room for; begins when a backup is there. */
  void pump(Session session) {
    if (begunIn == 0 && host.isPeerFollowing()) {
      begin(session);
    }
    if (begunIn != 0) {
      replication.pump(host.epoch());
      registrations.pump(host.epoch());
      if (inventory != null) {
        inventory.pump(request -> link.send(request, host.epoch()));
      }
      ask();
      announce();
      if (batches != null && registrations.areCompared()) {
        batches.pump(host.epoch());
      }
      tellDone();
    }
    copies.table().awaitingCalls(session.peer().status().calls() > 0 && mayLackCalls());
  }

  private void tellDone() {
    boolean done = state() == SyncState.DONE;
    if (done && !toldDone && batches != null) {
      turn.event(
          EventCode.SYNCHRONIZATION_DONE,
          "synchronization done: "
              + batches.confirmedCalls()
              + " calls in "
              + batches.batches().size()
              + " batches");
    }
    toldDone = done;
  }

  /**
   * Whether the backup may hold calls that this primary doesn't: that isn't known before the end.
   */
  private boolean mayLackCalls() {
    return begunIn == 0 || inventory != null || !wanted.isEmpty() || !askedFor.isEmpty();
  }

  /** The backup holds the call in the present version, or in one whose successor is on its way. */
  void confirmed(CallId id) {
    multisiteMissing.remove(id);
    multisiteStale.remove(id);
    if (inventory != null) {
      inventory.plan().settled(id);
    }
    if (batches != null) {
      batches.confirmed(id);
    }
  }

  /** The call has ended here; true if the backup may hold it although that isn't known yet. */
  boolean ended(CallId id) {
    multisiteMissing.remove(id);
    multisiteStale.remove(id);
    boolean unverified = inventory != null && inventory.plan().isUnverified(id);
    if (inventory != null) {
      inventory.plan().settled(id);
    }
    if (batches != null) {
      batches.ended(id);
    }
    return unverified;
  }

  /** The backup knows the end of a call, as far as it was told that. */
  void endConfirmed(Held end) {
    if (inventory != null) {
      inventory.endConfirmed(end);
    } else {
      tombstones.confirmed(end.id(), end.version());
    }
  }

  /** The backup has nothing to carry over under that id. */
  void nothingToCarry(CallId id) {
    askedFor.remove(id);
  }

  /** Where the synchronization of this primary stands. */
  SyncState state() {
    if (begunIn == 0) {
      return SyncState.DOWN;
    }
    if (inventory != null || !registrations.areCompared()) {
      return SyncState.INVENTORY;
    }
    boolean sent = batches == null || batches.isDone();
    return sent && wanted.isEmpty() && askedFor.isEmpty() ? SyncState.DONE : SyncState.RUNNING;
  }

  /** This primary's account, for heartbeats and the view. */
  SyncReport report() {
    Batches sent = batches;
    int missing = sent == null ? 0 : sent.missing().size();
    return new SyncReport(
        state(),
        missing + wanted.size() + askedFor.size(),
        sent == null ? 0 : sent.confirmedCalls(),
        unsynchronized(),
        registrations.unsynchronized(),
        limitInForce,
        state() == SyncState.INVENTORY || sent == null ? -1 : sent.secondsLeft());
  }

  /** Calls that hold readiness at 0 because the backup hasn't confirmed them. */
  private int unsynchronized() {
    if (inventory != null || begunIn == 0 || !registrations.areCompared()) {
      return copies.table().size();
    }
    int missing = batches == null ? 0 : batches.missing().size();
    return missing + wanted.size() + askedFor.size() + replication.late();
  }

  /** The last batches of this session. */
  List<Batch> batches() {
    return batches == null ? List.of() : batches.batches();
  }

  /** Calls that the backup lacks, as far as this primary knows. */
  Set<CallId> missing() {
    return batches == null ? Set.of() : batches.missing();
  }

  /** Compares in full though the session's inventory is done; says why not if it can't. */
  Optional<String> compareInFull() {
    Session session = link.session().orElse(null);
    if (begunIn == 0 || session == null) {
      return Optional.of("no backup is connected");
    }
    if (state() != SyncState.DONE) {
      return Optional.of("the synchronization is not done yet");
    }
    turn.event(
        EventCode.SYNCHRONIZATION_BEGUN,
        "all " + copies.table().size() + " calls are compared as commanded");
    inventory = nextInventory(session, true);
    return Optional.empty();
  }

  private void begin(Session session) {
    begunIn = session.id();
    registrations.begin();
    inventory = nextInventory(session, (inventories + 1) % FULL_EVERY == 0);
    multisiteMissing.clear();
    multisiteStale.clear();
    replication.resendEnds();
    turn.event(
        EventCode.SYNCHRONIZATION_BEGUN,
        "inventory begins: " + copies.table().size() + " calls here");
  }

  private Inventory nextInventory(Session session, boolean inFull) {
    inventories++;
    int leafBits = inFull ? 0 : CallDigests.leafBitsFor(copies.table().size());
    return new Inventory(
        inventories,
        new SyncPlan(copies.table(), tombstones),
        new CallDigests(copies.table().all(), session.id(), leafBits));
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

  /** The backup told digests. */
  void digests(Digests answer) {
    Inventory comparing = inventory;
    if (comparing == null || !comparing.isNumber(answer.inventory())) {
      return;
    }
    if (comparing.accept(answer)) {
      finishIfDone(comparing);
    } else {
      link.drop(NOT_ASKED);
    }
  }

  /** The backup told calls that it holds. */
  void inventoryPart(InventoryPart part) {
    part.endedByParty().forEach(ended -> endedElsewhere(ended.id()));
    Inventory comparing = inventory;
    if (comparing == null || !comparing.isNumber(part.inventory())) {
      return;
    }
    if (comparing.accept(part)) {
      part.calls().forEach(held -> compare(comparing.plan(), held));
      if (wanted.size() + askedFor.size() > PeerMessage.MAX_CALLS) {
        link.drop("the peer tells of more calls than a node can hold");
        return;
      }
      finishIfDone(comparing);
    } else {
      link.drop(NOT_ASKED);
    }
  }

  private void finishIfDone(Inventory comparing) {
    if (comparing.isDone()) {
      comparing.settleEqual().forEach(replication::share);
      comparing.confirmedEnds().forEach(end -> tombstones.confirmed(end.id(), end.version()));
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

  private void inventoryDone(Inventory done) {
    SyncPlan compared = done.plan();
    List<CallId> missing = compared.missing(copies.multisite().before());
    for (CallId id : compared.missing(Set.copyOf(missing))) {
      (compared.isStale(id) ? multisiteStale : multisiteMissing).add(id);
    }
    inventory = null;
    forgetBatches();
    batches =
        new Batches(copies.table(), link, turn, replication, limitInForce, missing, nextBatchNanos);
    toAnnounce = missing;
    turn.event(
        EventCode.SYNCHRONIZATION_COMPARED,
        "inventory done: "
            + missing.size()
            + " of "
            + copies.table().size()
            + " calls missing at the backup, "
            + (wanted.size() + askedFor.size())
            + " only there; "
            + done.describe());
  }

  /** A call that only the other node held. */
  void carried(CallRecord call) {
    askedFor.remove(call.id());
    if (!isAtWork() || !isWanted(call)) {
      return;
    }
    if (copies.table().hasEnded(call.id())) {
      // It came here from the grid and has ended since: it stays ended (SPEC 3.8).
      replication.ended(call.id(), host.next(call.version()), EndCause.SERVER, host.epoch());
      return;
    }
    copies.put(call);
    grid.put(call);
    replication.share(call.id());
    confirmed(call.id());
    turn.want(new CallAdopted(call.id()));
  }

  /** Whether it neither ended here nor is held in that version or a newer one. */
  private boolean isWanted(CallRecord call) {
    boolean isHeld =
        copies
            .find(call.id())
            .filter(own -> !call.version().isNewerThan(own.version()))
            .isPresent();
    return !isHeld && tombstones.find(call.id()).isEmpty();
  }

  /**
   * A call that came from the grid: of what ended here and what is newer here nothing is taken, as
   * of what is carried over. Unlike that the backup has to be told of it.
   *
   * @return whether it was taken
   */
  boolean recalled(CallRecord call) {
    if (!host.isServing() || !isWanted(call) || copies.table().hasEnded(call.id())) {
      return false;
    }
    boolean isNew = copies.find(call.id()).isEmpty();
    copies.put(call);
    // The peer's process may have served it, too, and still hold it: then it needs to hear its end.
    replication.share(call.id());
    if (hasBegun()) {
      replication.changed(call, host.epoch());
    }
    turn.want(isNew ? new CallRecalled(call.id()) : new CallAdopted(call.id()));
    return true;
  }

  /** A party hung up at the other node while both were primary: that counts here too (SPEC 3.8). */
  private void endedElsewhere(CallId id) {
    CallRecord before = copies.find(id).orElse(null);
    if (before == null) {
      return;
    }
    Version end = host.next(before.version());
    copies.end(id);
    grid.remove(before, end);
    // A change of it may be on its way to the other node, and would bring it back there.
    replication.ended(id, end, EndCause.PARTY, host.epoch());
    ended(id);
    turn.want(new CallForgotten(id));
  }
}
