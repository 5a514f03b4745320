package org.sipha.core.node;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.Version;
import org.sipha.core.event.EventCode;
import org.sipha.core.grid.GridCopy;
import org.sipha.core.grid.Recall;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;
import org.sipha.core.link.Link;
import org.sipha.core.link.LinkListener;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.AgreePrimary;
import org.sipha.core.link.PeerMessage.ClaimPrimary;
import org.sipha.core.link.PeerMessage.HandOver;
import org.sipha.core.link.PeerMessage.HandOverConfirmed;
import org.sipha.core.link.PeerMessage.HandOverRefused;
import org.sipha.core.link.PeerMessage.HandOverVoid;
import org.sipha.core.link.PeerMessage.RightReleased;
import org.sipha.core.link.PeerMessage.SwitchoverAnswer;
import org.sipha.core.link.PeerMessage.SwitchoverRequest;
import org.sipha.core.link.Session;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.registration.RegistrationDirectory;
import org.sipha.core.role.Role;
import org.sipha.core.role.RoleHost;
import org.sipha.core.role.RoleMachine;
import org.sipha.core.sync.Sync;
import org.sipha.core.sync.SyncHost;

/**
 * A node of the pair as a function: an input and the time in, effects and reasons out. No thread,
 * clock, socket or randomness is in here, so that a whole pair runs inside one test, in virtual
 * time.
 *
 * <p>Four machines share the work: {@link Link} holds the HA connection, {@link RoleMachine}
 * decides who serves, {@link Sync} keeps the calls the same, {@link Recall} gets back from the grid
 * what a double failure took. The verdict is {@link org.sipha.core.readiness.ReadinessRules}', a
 * pure rule on what the three say. This class only introduces them to one another.
 */
public final class HaNode {
  /** How often a node ticks. */
  public static final long TICK_NANOS = 50 * Nanos.MILLI;

  private static final int MAX_DOUBLE_FAILURES = 20;
  private static final int MAX_LOST_NAMED = 1_000;

  private final int serverId;
  private final Turn turn;
  private final CallTable calls = new CallTable();
  private final Link link;
  private final RoleMachine role;
  private final Sync sync;
  private final Recall recall;
  private final Viewer viewer;
  private final Deque<DoubleFailure> doubleFailures = new ArrayDeque<>();
  private long doubleFailureCount;

  /** What the double failure lost, as far as known, of which this node takes over. */
  private List<CallId> lost = List.of();

  private long lastTick;

  /** A node that has just started, at {@code nowNanos} of the monotonic clock. */
  public HaNode(NodeSettings settings, long nowNanos) {
    this.serverId = settings.serverId();
    this.turn = new Turn(nowNanos);
    this.lastTick = nowNanos - TICK_NANOS;
    FromLink fromLink = new FromLink();
    Neighbours neighbours = new Neighbours();
    this.link = new Link(settings, turn, fromLink);
    this.role = new RoleMachine(settings, turn, link, neighbours);
    GridCopy grid = new GridCopy(settings.grid(), turn);
    this.sync = new Sync(settings, turn, link, calls, neighbours, grid);
    this.recall = new Recall(turn, calls, grid, sync, role::epochFound);
    this.viewer = new Viewer(settings, turn, link, role, sync, calls, recall);
  }

  /** The calls of this node, readable from any thread. */
  public CallDirectory calls() {
    return calls;
  }

  /** The registrations of this node, readable from any thread. */
  public RegistrationDirectory registrations() {
    return sync.registrations();
  }

  /** When {@link Input.Tick} must be given at the latest, whatever else happens before. */
  public long wakeUpAtNanos() {
    return role.hasEnded() ? Long.MAX_VALUE : Math.min(lastTick + TICK_NANOS, sync.nextLimit());
  }

  /** Handles one input; the caller performs the effects in their order. One thread at a time. */
  public Step handle(Input input, long nowNanos) {
    turn.begin(nowNanos);
    if (role.hasEnded()) {
      return turn.end();
    }
    // Before the input is looked at: a node that stood still must know that before it believes what
    // was queued.
    boolean ticked = tickIfDue();
    dispatch(input);
    role.consider();
    recall.consider();
    sync.expire();
    sync.pump();
    if (!(input instanceof Input.FrameReceived received && received.more())) {
      link.confirmReceived();
    }
    if (turn.isNotable()) {
      link.speakNow();
    }
    if (ticked || turn.isNotable()) {
      turn.want(new Effect.Publish(viewer.view(lastTick, doubleFailures, doubleFailureCount)));
    }
    return turn.end();
  }

  private boolean tickIfDue() {
    long late = turn.now() - lastTick - TICK_NANOS;
    if (late < 0) {
      return false;
    }
    lastTick = turn.now();
    link.tick(late);
    role.ticked(late);
    return true;
  }

  private void dispatch(Input input) {
    if (input instanceof Input.Tick) {
      return; // done already, if it was time
    }
    boolean known =
        aboutCalls(input)
            || aboutLink(input)
            || aboutService(input)
            || aboutRight(input)
            || aboutGrid(input)
            || aboutOperation(input);
    if (!known) {
      throw new IllegalStateException("unknown input " + input);
    }
  }

  private boolean aboutCalls(Input input) {
    if (input instanceof Input.CallChanged changed) {
      sync.callChanged(changed);
    } else if (input instanceof Input.CallEnded ended) {
      sync.callEnded(ended.id(), ended.cause(), ended.gate());
    } else if (input instanceof Input.RegistrationChanged changed) {
      sync.registrations().changed(changed.registration(), changed.gate());
    } else {
      return false;
    }
    return true;
  }

  private boolean aboutLink(Input input) {
    if (input instanceof Input.FrameReceived received) {
      link.frame(received.socket(), received.frame());
    } else if (input instanceof Input.SocketOpened opened) {
      link.socketOpened(opened.socket(), opened.dialled());
    } else if (input instanceof Input.SocketClosed closed) {
      link.socketClosed(closed.socket(), closed.text());
    } else if (input instanceof Input.DialFailed failed) {
      link.dialFailed(failed.text());
    } else {
      return false;
    }
    return true;
  }

  private boolean aboutService(Input input) {
    if (input instanceof Input.SipOpened opened) {
      role.goingUp().sipOpened(opened.epoch());
    } else if (input instanceof Input.SipOpenFailed failed) {
      role.goingUp().sipOpenFailed(failed.epoch(), failed.text());
    } else if (input instanceof Input.SipHeld) {
      role.handOvers().sipHeld();
    } else if (input instanceof Input.SipYielded) {
      role.handOvers().sipYielded();
    } else if (input instanceof Input.SipClosed) {
      role.sipClosed();
    } else if (input instanceof Input.AddressUpEnded ended) {
      role.goingUp().addressUpEnded(ended.ok(), ended.text());
    } else if (input instanceof Input.AddressDownEnded ended) {
      role.addressDownEnded(ended.ok(), ended.text());
    } else {
      return false;
    }
    return true;
  }

  private boolean aboutRight(Input input) {
    if (input instanceof Input.ArbiterGranted granted) {
      role.granted(granted.highestEpoch(), granted.untilNanos());
    } else if (input instanceof Input.RightRenewed renewed) {
      role.renewed(renewed.untilNanos());
    } else if (input instanceof Input.ArbiterDenied denied) {
      role.denied(denied.text());
    } else if (input instanceof Input.ArbiterLost lost) {
      role.rightLost(lost.text());
    } else if (input instanceof Input.ArbiterReleased) {
      role.released();
    } else if (input instanceof Input.EpochPersisted persisted) {
      role.epochPersisted(persisted.epoch());
    } else if (input instanceof Input.EpochNotPersisted failed) {
      role.epochNotPersisted(failed.epoch(), failed.text());
    } else {
      return false;
    }
    return true;
  }

  private boolean aboutGrid(Input input) {
    if (input instanceof Input.CallVerified verified) {
      recall.verified(verified.id());
    } else if (input instanceof Input.CallWanted wanted) {
      recall.wanted(wanted.id());
    } else if (input instanceof Input.Recalled part) {
      recall.part(part);
    } else if (input instanceof Input.RecalledOne answer) {
      recall.one(answer);
    } else if (input instanceof Input.RecallEnded ended) {
      recall.ended(ended);
    } else if (input instanceof Input.GridState state) {
      recall.state(state);
    } else {
      return false;
    }
    return true;
  }

  private boolean aboutOperation(Input input) {
    if (input instanceof Input.SelfCheckPassed passed) {
      role.selfChecks().passed(passed.name());
    } else if (input instanceof Input.SelfCheckFailed failed) {
      role.selfChecks().failed(failed.name(), failed.text());
    } else if (input instanceof Input.Command command) {
      role.commands().command(command);
    } else if (input instanceof Input.ListBlockingCalls query) {
      listBlockingCalls(query);
    } else if (input instanceof Input.SharedSettingsConfigured configured) {
      link.sharedSettings(configured.hashes());
    } else if (input instanceof Input.WallClockRead read) {
      link.wallClockRead(read.millis(), read.atNanos());
      role.wallClockRead(read);
    } else if (input instanceof Input.LimitConfigured limit) {
      sync.limitConfigured(limit.calls());
    } else if (input instanceof Input.Stop) {
      role.shutdown().stop();
    } else {
      return false;
    }
    return true;
  }

  private void listBlockingCalls(Input.ListBlockingCalls query) {
    turn.want(
        new Effect.BlockingCalls(
            query.query(), viewer.blockingCalls(query.after(), query.limit())));
  }

  /** What the HA connection tells. */
  private final class FromLink implements LinkListener {
    @Override
    public PeerStatus ownStatus() {
      return viewer.ownStatus();
    }

    @Override
    public void sessionOpened(Session session, boolean newProcess) {
      role.sessionOpened(newProcess);
      sync.sessionOpened(session, newProcess);
    }

    @Override
    public void socketLost() {
      sync.connectionSuspect();
    }

    @Override
    public void sessionEnded(Session session, String reason) {
      role.sessionEnded();
      sync.sessionEnded();
    }

    @Override
    public void goodbye() {
      role.goodbye();
    }

    @Override
    public void message(PeerMessage message) {
      if (!sync.message(message)) {
        aboutRoles(message);
      }
    }

    @Override
    public void confirmed(Session.Outstanding sent) {
      sync.confirmed(sent);
    }

    @Override
    public void peerStatus(PeerStatus status) {
      role.peerStatus(status);
    }

    @Override
    public Promise promise() {
      return role.promise();
    }

    @Override
    public void promise(Promise promise, long echoNanos) {
      role.promise(promise, echoNanos);
    }

    @Override
    public void fenced(long epoch) {
      role.fenced(epoch);
    }
  }

  private void aboutRoles(PeerMessage message) {
    if (message instanceof HandOver handOver) {
      role.handOvers().offered(handOver);
    } else if (message instanceof HandOverConfirmed handOverConfirmed) {
      role.handOvers().confirmed(handOverConfirmed);
    } else if (message instanceof HandOverRefused handOverRefused) {
      role.handOvers().refused(handOverRefused);
    } else if (message instanceof HandOverVoid handOverVoid) {
      role.handOvers().voided(handOverVoid);
    } else if (message instanceof RightReleased rightReleased) {
      role.handOvers().rightReleased(rightReleased);
    } else if (message instanceof SwitchoverRequest switchoverRequest) {
      role.commands().requested(switchoverRequest);
    } else if (message instanceof SwitchoverAnswer switchoverAnswer) {
      role.commands().answered(switchoverAnswer);
    } else if (message instanceof ClaimPrimary claimPrimary) {
      role.settling().claimed(claimPrimary);
    } else if (message instanceof AgreePrimary agreePrimary) {
      role.settling().agreed(agreePrimary);
    } else {
      throw new IllegalStateException("unknown message " + message);
    }
  }

  /** What the machines ask of one another. */
  private final class Neighbours implements RoleHost, SyncHost {
    @Override
    public Readiness readiness() {
      return viewer.readiness();
    }

    @Override
    public int calls() {
      return calls.size();
    }

    @Override
    public int unconfirmedChanges() {
      return sync.unconfirmedChanges();
    }

    @Override
    public void beganServing(boolean level, boolean complete) {
      sync.beganServing(level);
      recall.beganServing(complete, lost);
      lost = List.of();
    }

    @Override
    public boolean isRecalling() {
      return recall.isUnderWay();
    }

    @Override
    public void stoppedServing() {
      sync.stoppedServing();
      recall.stoppedServing();
    }

    @Override
    public void carryOverMissing() {
      sync.carryOverMissing();
    }

    @Override
    public boolean isCarryingOver() {
      return sync.isCarryingOver();
    }

    @Override
    public Optional<String> compareInFull() {
      return sync.compareInFull();
    }

    @Override
    public void noteDoubleFailure(String cause, boolean countKnown) {
      note(cause, countKnown);
    }

    @Override
    public void speakNow() {
      link.speakNow();
    }

    @Override
    public void sayGoodbye() {
      link.sayGoodbye();
    }

    @Override
    public boolean isServing() {
      return role.isServing();
    }

    @Override
    public long epoch() {
      return role.servedEpoch();
    }

    @Override
    public long highestEpoch() {
      return role.highestEpoch();
    }

    @Override
    public boolean isPeerFollowing() {
      return link.state() == ConnectionState.ESTABLISHED
          && role.peer().map(p -> p.role() != Role.PRIMARY && !p.busy()).orElse(false)
          && role.isEpochHighest();
    }

    @Override
    public Version next(@Nullable Version before) {
      long epoch = role.servedEpoch();
      return before == null ? Version.first(epoch, serverId) : before.next(epoch, serverId);
    }
  }

  private void note(String cause, boolean countKnown) {
    lost = new ArrayList<>();
    if (role.role() == Role.PRIMARY) {
      lost.addAll(sync.missing());
      lost.addAll(sync.multisiteMissing());
    } else {
      sync.announcedMissing().stream().filter(id -> calls.find(id).isEmpty()).forEach(lost::add);
    }
    int count = countKnown ? lost.size() : -1;
    if (doubleFailures.size() == MAX_DOUBLE_FAILURES) {
      doubleFailures.removeFirst();
    }
    List<CallId> named = lost.subList(0, Math.min(lost.size(), MAX_LOST_NAMED));
    doubleFailureCount++;
    doubleFailures.addLast(new DoubleFailure(turn.now(), cause, named, count));
    turn.event(
        EventCode.DOUBLE_FAILURE,
        "double failure: "
            + cause
            + "; calls that the new primary lacks: "
            + (countKnown ? Integer.toString(count) : "unknown"));
  }
}
