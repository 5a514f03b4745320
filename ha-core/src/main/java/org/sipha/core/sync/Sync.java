package org.sipha.core.sync;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EndCause;
import org.sipha.core.event.EventCode;
import org.sipha.core.grid.GridCopy;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.link.PeerMessage.CarryOverRequest;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.MissingCalls;
import org.sipha.core.link.PeerMessage.NothingToCarry;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.link.PeerMessage.WithCall;
import org.sipha.core.link.Session;
import org.sipha.core.node.Delays;
import org.sipha.core.node.Effect.CallLost;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.Turn;
import org.sipha.core.registration.Registrations;

/**
 * Keeps both nodes' calls and registrations the same (SPEC 3).
 *
 * <p>In each session the primary asks for the backup's inventory, compares it with its own calls
 * ({@link SyncPlan}) and sends what is missing in {@link Batches}; beside that every change goes
 * over at once ({@link Replication}). Because both travel on one ordered connection and each copy
 * has a version, neither has to wait for the other.
 */
public final class Sync {
  private final Turn turn;
  private final Link link;
  private final SyncHost host;
  private final Tombstones tombstones = new Tombstones();
  private final Copies copies;
  private final Replication replication;
  private final Holdings holdings;
  private final Gates gates;
  private final Registrations registrations;

  private final Synchronization synchronization;
  private final LiveCalls live;

  /** Calls that a forced hand-over leaves behind, until the new primary serves. */
  private final Set<CallId> leftBehind = new LinkedHashSet<>();

  private int limitConfigured;

  /** Nothing is held, no session is open. */
  public Sync(
      NodeSettings settings, Turn turn, Link link, CallTable table, SyncHost host, GridCopy grid) {
    this.turn = turn;
    this.link = link;
    this.copies = new Copies(table, turn);
    this.host = host;
    this.replication = new Replication(table, link, turn, tombstones);
    this.holdings = new Holdings(table, link, replication, tombstones);
    this.gates = new Gates(turn, settings.answerSyncTimeout().toNanos());
    this.limitConfigured = settings.maxCallsSyncAtOnce();
    this.registrations =
        new Registrations(turn, link, host, grid, settings.answerSyncTimeout().toNanos());
    this.synchronization =
        new Synchronization(
            turn,
            link,
            copies,
            tombstones,
            replication,
            registrations,
            host,
            grid,
            settings.maxCallsSyncAtOnce());
    this.live =
        new LiveCalls(
            turn, link, copies, tombstones, replication, synchronization, gates, host, grid);
  }

  // ---- what others ask ----

  /** The registrations of this node. */
  public Registrations registrations() {
    return registrations;
  }

  /** This primary's account, for heartbeats and the view. */
  public SyncReport report() {
    return synchronization.report();
  }

  /** The last batches of this session. */
  public List<Batch> batches() {
    return synchronization.batches();
  }

  /** Calls that the backup lacks, as far as this primary knows. */
  public Set<CallId> missing() {
    return synchronization.missing();
  }

  /** The limit of this session. */
  public int limitInForce() {
    return synchronization.limitInForce();
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
    return copies.multisite().before();
  }

  /** See {@link #multisiteBefore}. */
  public long oldestMultisiteBefore() {
    return copies.multisite().oldestBefore(turn.now());
  }

  /** Number of multisite calls. */
  public int multisiteCalls() {
    return copies.multisite().size();
  }

  /**
   * Multisite calls from before the session that the backup lacks: lost if a hand-over is forced.
   */
  public Set<CallId> multisiteMissing() {
    return synchronization.multisiteMissing();
  }

  /** Calls that this node had been told it lacks, when it was backup. */
  public Set<CallId> announcedMissing() {
    return holdings.announcedMissing();
  }

  /** Changes that the backup hasn't confirmed. */
  public int unconfirmedChanges() {
    return replication.unconfirmed() + registrations.unconfirmed();
  }

  /** From each change of a call until the backup confirmed it. */
  public Delays replicationDelay() {
    return replication.delay();
  }

  /** Answers that went on without confirmation. */
  public long unprotectedAnswers() {
    return gates.unprotected().count();
  }

  /** The calls of the last of them, newest last. */
  public List<CallId> unprotectedCalls() {
    return gates.unprotected().shown();
  }

  /** Calls set up by this process. */
  public long created() {
    return live.created();
  }

  /** When a waiting answer has to go at the latest. */
  public long nextLimit() {
    return gates.nextLimit();
  }

  // ---- calls change ----

  /** The SIP side set up or changed a call. */
  public void callChanged(CallChanged change) {
    live.callChanged(change);
  }

  /** The SIP side ended a call. */
  public void callEnded(CallId id, EndCause cause, long gate) {
    live.callEnded(id, cause, gate);
  }

  /** Whether calls from elsewhere are taken: this node works on calls. */
  public boolean isTakingCalls() {
    return host.isServing();
  }

  /**
   * The grid had this copy of a call.
   *
   * @return whether it was taken: this node serves, and neither ended the call nor holds it as new
   */
  public boolean recalled(CallRecord call) {
    return synchronization.recalled(call);
  }

  // ---- sessions and roles ----

  /** A new session: nothing is known of what the peer holds. */
  public void sessionOpened(Session session, boolean newProcess) {
    synchronization.sessionOpened(limitConfigured);
    if (newProcess) {
      replication.newPeerProcess();
    }
    holdings.reset();
    registrations.sessionOpened();
    holdings.announcedMissing().clear();
    copies.multisite().sessionOpened(session.id());
  }

  /** The session is over. What wasn't confirmed will be compared anew. */
  public void sessionEnded() {
    end();
  }

  /** The connection is suspect: answers don't wait for it. */
  public void connectionSuspect() {
    gates.letAllGo();
    registrations.connectionSuspect();
  }

  /** This node serves now. */
  public void beganServing(boolean level) {
    leftBehind.clear();
    if (level) {
      link.session().ifPresent(session -> synchronization.beginLevel(session.id()));
    }
  }

  /** This node serves no longer: remember what a forced hand-over leaves behind. */
  public void stoppedServing() {
    leftBehind.clear();
    leftBehind.addAll(synchronization.leftBehind());
    leftBehind.addAll(replication.dirty());
    end();
  }

  private void end() {
    synchronization.end();
    replication.forgetDirty();
    gates.letAllGo();
  }

  /**
   * After a forced hand-over: the new primary gets what it lacks (SPEC 2, double failure).
   * Multisite calls from before the session that it lacks are the named loss.
   */
  public void carryOverMissing() {
    List<CallId> lost = List.copyOf(synchronization.multisiteMissing());
    for (CallId id : lost) {
      copies.remove(id).ifPresent(call -> turn.want(new CallLost(call)));
    }
    lost.forEach(leftBehind::remove);
    if (!lost.isEmpty()) {
      turn.event(
          EventCode.CALLS_LOST,
          "forced hand-over: " + lost.size() + " multisite calls from before are lost");
    }
    holdings.tellEnds(host.highestEpoch());
    holdings.carryOver(List.copyOf(leftBehind));
    leftBehind.clear();
  }

  /** Whether calls that the new primary lacks are still on their way to it. */
  public boolean isCarryingOver() {
    return holdings.isCarryingOver();
  }

  /** Compares all calls with the backup's by id and version; says why not if it doesn't. */
  public Optional<String> compareInFull() {
    return synchronization.compareInFull();
  }

  // ---- time ----

  /** Lets go what has waited long enough, and forgets what is long over. */
  public void expire() {
    gates.expire();
    registrations.expire();
    copies.expire();
  }

  /** Goes on with whatever there is room for. */
  public void pump() {
    Session session = link.session().orElse(null);
    if (session == null) {
      return;
    }
    if (host.isServing()) {
      synchronization.pump(session);
    } else {
      registrations.pump(host.highestEpoch());
      holdings.pump(host.highestEpoch());
    }
  }

  // ---- messages ----

  /** A message of the peer; false if it is about neither calls nor registrations. */
  public boolean message(PeerMessage message) {
    if (message instanceof CarryOver carried) {
      synchronization.carried(carried.call());
    } else if (message instanceof WithCall replicated) {
      replicated(replicated.call());
    } else if (message instanceof CallEnd end) {
      replicatedEnd(end);
    } else if (message instanceof DigestRequest request) {
      holdings.digestsRequested(request);
    } else if (message instanceof Digests answer) {
      synchronization.digests(answer);
    } else if (message instanceof InventoryRequest request) {
      holdings.inventoryRequested(request);
    } else if (message instanceof InventoryPart part) {
      inventoryPart(part);
    } else if (message instanceof MissingCalls missing) {
      holdings.announced(missing.ids());
    } else if (message instanceof CarryOverRequest request) {
      holdings.carryOver(request.ids());
    } else if (message instanceof NothingToCarry nothing) {
      synchronization.nothingToCarry(nothing.id());
    } else if (message instanceof RegistrationChange change) {
      registrations.told(change.copy());
    } else if (message instanceof RegistrationsTold) {
      registrations.allTold();
    } else {
      return false;
    }
    return true;
  }

  private void inventoryPart(InventoryPart part) {
    if (synchronization.isAtWork()) {
      synchronization.inventoryPart(part);
      return;
    }
    // Asked for before this node handed over. A party's end counts all the same, and isn't told
    // twice.
    for (Held ended : part.endedByParty()) {
      copies.end(ended.id());
      leftBehind.remove(ended.id());
      holdings.ended(ended.id());
    }
  }

  /**
   * Both serve, and the other doesn't know it yet: what it says is meant for a backup. It must not
   * be confirmed, so the session ends; the next handshake settles who is primary.
   */
  private boolean isFromAnotherPrimary() {
    if (host.isServing()) {
      link.drop("the peer replicates though this node is primary");
    }
    return host.isServing();
  }

  private void replicated(CallRecord call) {
    if (isFromAnotherPrimary()) {
      return;
    }
    holdings.announcedMissing().remove(call.id());
    if (tombstones.isEndedByParty(call.id())) {
      return; // a party hung up here while both were primary; the inventory tells the other node so
    }
    Optional<CallRecord> own = copies.find(call.id());
    if (own.isEmpty() || call.version().isNewerThan(own.get().version())) {
      tombstones.remove(call.id());
      copies.put(call);
    }
    replication.share(call.id());
  }

  private void replicatedEnd(CallEnd end) {
    if (isFromAnotherPrimary()) {
      return;
    }
    holdings.announcedMissing().remove(end.id());
    holdings.ended(end.id());
    boolean newer =
        copies.find(end.id()).map(own -> own.version().isNewerThan(end.version())).orElse(false);
    if (!newer) {
      copies.end(end.id());
    }
  }

  /** The peer has applied a message. */
  public void confirmed(Session.Outstanding sent) {
    replication.confirmed(sent);
    PeerMessage message = sent.message();
    if (message instanceof CallChange || message instanceof SyncCall) {
      CallRecord call = ((WithCall) message).call();
      synchronization.confirmed(call.id());
      gates.confirmed(call.id(), call.version());
    } else if (message instanceof CallEnd end) {
      synchronization.endConfirmed(new Held(end.id(), end.version()));
      gates.confirmed(end.id(), end.version());
    } else if (message instanceof InventoryPart part) {
      part.endedByParty().forEach(ended -> tombstones.confirmed(ended.id(), ended.version()));
    } else if (message instanceof RegistrationChange change) {
      registrations.confirmed(change.copy());
    }
  }
}
