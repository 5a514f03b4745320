package org.sipha.core.role;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;
import org.sipha.core.link.Link;
import org.sipha.core.node.Effect.AddressDown;
import org.sipha.core.node.Effect.CloseSip;
import org.sipha.core.node.Effect.ReleaseRight;
import org.sipha.core.node.Effect.Stopped;
import org.sipha.core.node.Input.WallClockRead;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.role.Phase.Backup;
import org.sipha.core.role.Phase.Ended;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.StandingDown;
import org.sipha.core.role.Phase.Starting;
import org.sipha.core.role.Phase.Unconfirmed;

/**
 * The role of one node: when it asks for the right to serve, how it goes up and how it goes down.
 * Planned hand-overs are {@link HandOvers}' part, commands {@link Commands}'.
 *
 * <pre>
 *   from           event                                                    to
 *   Starting       self-checks passed and the peer is primary               Backup
 *   Starting Idle  nobody else may or can serve, granted                    Promoting
 *   Idle           the peer is primary                                      Backup
 *   Backup         the primary is lost, granted                             Promoting
 *   Backup         HandOver from the primary                                Accepting
 *   Accepting      epoch persisted, right released, granted                 Promoting
 *   Accepting      void, or 2 s without the right                           Backup
 *   Promoting      epoch persisted, address up, service open                Primary
 *   Promoting      the service can't be opened                              as before, 1 s later again
 *   Promoting      manual: the peer is connected and primary                as before
 *   Primary        the peer has served in its epoch, or knows a higher one  Primary
 *   Primary        hand-over wanted                                         Draining
 *   Primary        right lost or over, or the peer primary in a higher epoch StandingDown
 *   Primary        demote while the connection is down                      StandingDown, then Idle (barred)
 *   Draining       drained, or forced                                       AwaitingConfirmation
 *   Draining       time is up                                               Primary
 *   Awaiting...    confirmed                                                Yielding
 *   Awaiting...    refused, or 2 s without a word (manual: Unconfirmed)     Primary
 *   Yielding       port, address and right given up                         HandedOver
 *   HandedOver     the peer is primary                                      Backup
 *   HandedOver     refused, or 2 s without that (not manual), granted       Promoting
 *   HandedOver     session over, or 5 s without that (manual)               StandingDown, then Unconfirmed
 *   StandingDown   service closed, address down, right released             Idle
 *   Unconfirmed    the peer is primary                                      Backup
 *   any            Stop, after a hand-over if there is a backup             Ended
 * </pre>
 */
public final class RoleMachine {
  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final Epochs epochs;
  private final SelfChecks selfChecks;
  private final ClockCheck clockCheck;
  private final ServiceAddress address;
  private final Settling settling;
  private final Right right;
  private final GoingUp goingUp;
  private final Rivalry rivalry;
  private final HandOvers handOvers;
  private final Shutdown shutdown;
  private final Commands commands;
  private final Awakening awakening;

  private Phase phase = new Starting();
  private final long startedNanos;
  private long roleSince;
  private long roleChanges;
  private boolean primaryProcessGone;

  /** The process that was last seen to be primary, 0 if none was. */
  private long primaryIncarnation;

  private @Nullable PeerStatus peer;

  /** What the primary last said before its session ended, and when that was. */
  private @Nullable PeerStatus lostPrimary;

  private long lostPrimarySince;

  /** When a primary last spoke about itself. */
  private long primaryHeardNanos;

  /** What the clocks had shown then; null before they were read. */
  private @Nullable WallClockRead clockWhenPrimaryHeard;

  /** A node that has just started. */
  public RoleMachine(NodeSettings settings, Turn turn, Link link, RoleHost host) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.epochs = new Epochs(settings.persistedEpoch());
    this.selfChecks = new SelfChecks(settings.selfChecks(), turn);
    this.clockCheck = new ClockCheck(selfChecks, link);
    this.commands = new Commands(settings, turn, link, host, this);
    this.handOvers = new HandOvers(settings, turn, link, host, this, commands, epochs);
    this.shutdown = new Shutdown(settings, turn, host, this);
    this.startedNanos = turn.now();
    this.roleSince = turn.now();
    this.primaryHeardNanos = turn.now();
    this.address = new ServiceAddress(settings, turn, link, this);
    this.settling = new Settling(settings, turn, link, host, epochs, this);
    this.right = new Right(settings, turn, link, epochs, this);
    this.rivalry = new Rivalry(settings, turn, link, epochs, this);
    this.goingUp = new GoingUp(settings, turn, link, host, epochs, this);
    this.awakening = new Awakening(settings, turn, link, this);
  }

  // ---- what others ask ----

  /** The role that others see. */
  public Role role() {
    return phase.role();
  }

  /** When that role began. */
  public long roleSince() {
    return roleSince;
  }

  /** How often the role has changed, from none at the start on. */
  public long roleChanges() {
    return roleChanges;
  }

  /** The phase in words, for the status. */
  public String phaseName() {
    return phase.getClass().getSimpleName();
  }

  /** Whether this node works on calls: it serves, or drains. */
  public boolean isServing() {
    return phase.isServing();
  }

  /** Whether this primary stood still and doesn't know yet whether it was replaced. */
  public boolean isInDoubt() {
    return awakening.isInDoubt();
  }

  /** Whether a role change is running. */
  public boolean isBusy() {
    return phase.isBusy() || address.isClearing();
  }

  /** Whether self-checks hold the node back. */
  public boolean isStarting() {
    return phase instanceof Starting;
  }

  /** Whether an old primary never heard whether its successor serves. */
  public boolean isHandoverUnconfirmed() {
    return phase instanceof Unconfirmed;
  }

  /** Whether this process has said goodbye: nothing that comes now is answered. */
  public boolean hasEnded() {
    return phase instanceof Ended;
  }

  /** Whether this process was told to end. */
  public boolean isStopping() {
    return shutdown.isStopping();
  }

  /** The self-checks that haven't passed yet, in words; empty if all have. */
  public Optional<String> pendingSelfChecks() {
    return selfChecks.pending();
  }

  /** How each self-check stands, in the order of their names. */
  public List<SelfCheck> allSelfChecks() {
    return selfChecks.all();
  }

  /** How this node stands to the right to serve. */
  public NodeView.Right rightView() {
    Lease lease = right.lease();
    return new NodeView.Right(lease.state(), lease.untilNanos(), lease.clockOfTerm());
  }

  /** Why the arbiter didn't grant the right while the peer is silent, if so. */
  public Optional<String> heldBySilentPeer() {
    boolean silent = link.state() == ConnectionState.DOWN && role() == Role.BACKUP;
    return silent ? right.denial() : Optional.empty();
  }

  /** The epoch in which this process serves or last served, 0 if never. */
  public long servedEpoch() {
    return epochs.served();
  }

  /** The highest epoch number known. */
  public long highestEpoch() {
    return epochs.highest();
  }

  /** Whether all that this primary writes is newer than what the peer may hold. */
  public boolean isEpochHighest() {
    return peer != null && rivalry.isEpochHighest(peer);
  }

  /** What the peer last said of itself in this session. */
  public Optional<PeerStatus> peer() {
    return Optional.ofNullable(peer);
  }

  /** Planned hand-overs. */
  public HandOvers handOvers() {
    return handOvers;
  }

  /** The end of the process. */
  public Shutdown shutdown() {
    return shutdown;
  }

  /** Commands of operators. */
  public Commands commands() {
    return commands;
  }

  /** The self-checks. */
  public SelfChecks selfChecks() {
    return selfChecks;
  }

  /** Settling who serves. */
  public Settling settling() {
    return settling;
  }

  /** Going up. */
  public GoingUp goingUp() {
    return goingUp;
  }

  Right right() {
    return right;
  }

  ServiceAddress address() {
    return address;
  }

  Phase phase() {
    return phase;
  }

  long primaryIncarnation() {
    return primaryIncarnation;
  }

  boolean isPrimaryProcessGone() {
    return primaryProcessGone;
  }

  /** What the primary last said before this node lost it; null if it never had one. */
  @Nullable PeerStatus lostPrimary() {
    boolean lingers = link.session().isPresent() && isPeerPrimary();
    return lingers ? peer : lostPrimary;
  }

  /** When it was lost. */
  long lostPrimarySince() {
    boolean lingers = link.session().isPresent() && isPeerPrimary();
    return lingers ? turn.now() : lostPrimarySince;
  }

  /** Whether the peer hadn't recovered all that the grid has when it last spoke. */
  boolean isPeerRecalling() {
    return peer != null && peer.recalling();
  }

  /** For how long no primary has spoken about itself. */
  long primarySilentNanos() {
    return turn.since(primaryHeardNanos);
  }

  /** Whether this host was suspended since a primary has spoken, so that its clock stood still. */
  boolean wasSuspendedSincePrimarySpoke() {
    return right.clocksMovedApartSince(clockWhenPrimaryHeard);
  }

  boolean isPeerPrimary() {
    return peer != null && peer.role() == Role.PRIMARY;
  }

  // ---- the arbiter's word ----

  /** The arbiter grants the right. */
  public void granted(long highestEpoch, long untilNanos) {
    right.granted(highestEpoch, untilNanos);
  }

  /** The right was renewed. */
  public void renewed(long untilNanos) {
    right.renewed(untilNanos);
  }

  /** The arbiter doesn't grant the right. */
  public void denied(String text) {
    right.denied(text);
  }

  /** The right is gone without having been given up. */
  public void rightLost(String text) {
    right.rightLost(text);
  }

  // ---- time ----

  /** The node ticks, so much too late. */
  public void ticked(long lateNanos) {
    right.ticked();
    awakening.ticked(lateNanos);
  }

  /** The clocks of this host were read. */
  public void wallClockRead(WallClockRead reading) {
    right.wallClockRead(reading);
  }

  /** Time has passed, or something happened that may change what is wanted. */
  public void consider() {
    shutdown.consider();
    handOvers.consider();
    awakening.consider();
    if (phase instanceof Ended) {
      return;
    }
    clockCheck.consider(isStarting());
    joinPrimary();
    settling.consider();
    commands.consider();
    goingUp.consider();
    right.askIfWanted();
  }

  /** A node without a role becomes backup of the primary it is connected to. */
  private void joinPrimary() {
    boolean mayJoin =
        phase instanceof Idle
            || phase instanceof Unconfirmed
            || (phase instanceof Starting && selfChecks.passed());
    if (mayJoin
        && link.state() == ConnectionState.ESTABLISHED
        && isPeerPrimary()
        && address.isCleared()) {
      become(new Backup(), "the peer is primary in epoch " + peerEpoch());
      handOvers.joined(peerEpoch());
    }
  }

  private long peerEpoch() {
    return peer == null ? 0 : peer.epoch();
  }

  /** Whether this node may ask for the right on its own account. */
  boolean maySpeakUp() {
    boolean barred = phase instanceof Idle idle && idle.barred();
    boolean ready = !isWaitingForSelfChecks() || hasWaitedForStart();
    return !barred && ready && !isStopping();
  }

  boolean isWaitingForSelfChecks() {
    return isStarting() && !selfChecks.passed();
  }

  private boolean hasWaitedForStart() {
    long since = link.session().map(s -> s.establishedNanos()).orElse(startedNanos);
    return turn.since(since) >= settings.startWait().toNanos();
  }

  // ---- the peer ----

  /** A new session: if the peer's process is a new one, the one that was primary is gone. */
  public void sessionOpened(boolean newProcess) {
    settling.sessionOpened();
    if (newProcess && isPeerPrimary() && phase.role() == Role.BACKUP) {
      primaryProcessGone = true;
      right.askAtOnce();
      turn.event(EventCode.PRIMARY_GONE, "the primary's process is gone: a new one spoke");
    }
    if (phase instanceof Idle) {
      phase = new Idle(false);
    }
  }

  /** The session is over. */
  public void sessionEnded() {
    if (isPeerPrimary()) {
      lostPrimary = peer;
      lostPrimarySince = turn.now();
    }
    right.promises().sessionEnded();
  }

  /** The peer's process ends. */
  public void goodbye() {
    if (phase.role() == Role.BACKUP) {
      primaryProcessGone = true;
    }
  }

  /**
   * This node has agreed that the peer serves: that the process which was primary is gone gives
   * this one no right any more.
   */
  void peerMayServe() {
    primaryProcessGone = false;
  }

  /** The peer spoke about itself. */
  public void peerStatus(PeerStatus status) {
    peer = status;
    epochs.heard(status.highestEpoch());
    epochs.heard(status.epoch());
    if (status.role() == Role.PRIMARY) {
      primaryHeardNanos = turn.now();
      clockWhenPrimaryHeard = right.clock();
      primaryProcessGone = false;
      primaryIncarnation = link.session().map(s -> s.peer().incarnation()).orElse(0L);
      right.forgetDenial();
      rivalry.meet(status);
    } else {
      rivalry.outbid(status);
    }
  }

  /** What a heartbeat says about the right; see {@link org.sipha.core.link.LinkListener}. */
  public Promise promise() {
    return right.promises().say();
  }

  /** The peer's heartbeat says that about the right. */
  public void promise(Promise promise, long echoNanos) {
    right.promises().heard(promise, echoNanos);
  }

  /** A copy that was written in that epoch was found outside the pair. */
  public void epochFound(long epoch) {
    epochs.heard(epoch);
    rivalry.outbid(epoch);
  }

  /** The peer is primary in a higher epoch. */
  public void fenced(long epoch) {
    rivalry.fenced(epoch);
  }

  /** The epoch is on disk. */
  public void epochPersisted(long epoch) {
    if (!handOvers.epochPersisted(epoch) && !rivalry.epochPersisted(epoch)) {
      goingUp.epochPersisted(epoch);
    }
  }

  /**
   * The epoch can't be written: a planned switchover is refused, a failover goes on in memory and
   * says so.
   */
  public void epochNotPersisted(long epoch, String text) {
    if (!handOvers.epochNotPersisted(epoch, text)) {
      turn.event(
          EventCode.EPOCH_NOT_WRITTEN,
          "epoch " + epoch + " could not be written, it is kept in memory only: " + text);
      epochPersisted(epoch);
    }
  }

  // ---- going down ----

  /** Stops serving without a successor: close, address down, release. */
  void standDown(String why, Phase next) {
    boolean wasPrimary = phase.role() == Role.PRIMARY;
    become(new StandingDown(why, next), why);
    if (wasPrimary) {
      host.stoppedServing();
    }
    turn.want(new CloseSip());
  }

  /** The SIP service is closed. */
  public void sipClosed() {
    if (!(phase instanceof StandingDown)) {
      return;
    }
    if (settings.addressScripts()) {
      turn.want(new AddressDown());
    } else {
      releaseRight();
    }
  }

  /** The down script has ended; whether it worked or not, the address isn't used any more. */
  public void addressDownEnded(boolean ok, String text) {
    if (!ok) {
      turn.event(EventCode.SCRIPT_FAILED, "the down script failed: " + text);
    }
    if (address.downEnded()) {
      return;
    }
    if (phase instanceof StandingDown) {
      releaseRight();
    } else {
      handOvers.addressDownEnded();
    }
  }

  void releaseRight() {
    turn.want(new ReleaseRight());
  }

  /** The right has been given up. */
  public void released() {
    right.released();
    handOvers.released();
    if (phase instanceof StandingDown down) {
      become(down.next(), down.why());
    }
  }

  // ---- changes of phase ----

  /** A step within a phase: nothing that others see. */
  void proceed(Phase next) {
    phase = next;
  }

  /** The phase changes for good. */
  void become(Phase next, String reason) {
    become(next.role() == role() ? EventCode.ROLE_STEP : code(next.role()), next, reason);
  }

  private static EventCode code(Role role) {
    return switch (role) {
      case NONE -> EventCode.ROLE_NONE;
      case PRIMARY -> EventCode.ROLE_PRIMARY;
      case BACKUP -> EventCode.ROLE_BACKUP;
    };
  }

  /** Changes to a phase of the same role that is more than a step. */
  void become(EventCode code, Phase next, String reason) {
    Phase before = phase;
    phase = next;
    if (before.role() != phase.role()) {
      roleSince = turn.now();
      roleChanges++;
    }
    turn.event(
        code,
        before.getClass().getSimpleName()
            + " -> "
            + phase.getClass().getSimpleName()
            + ": "
            + reason);
  }

  boolean isManual() {
    return settings.arbiter() == ArbiterType.MANUAL;
  }

  /** The process may end. */
  void end() {
    become(new Ended(), "this process ends");
    host.sayGoodbye();
    turn.want(new Stopped());
  }
}
