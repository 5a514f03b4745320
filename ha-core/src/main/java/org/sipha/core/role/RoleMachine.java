package org.sipha.core.role;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage.AgreePrimary;
import org.sipha.core.link.PeerMessage.ClaimPrimary;
import org.sipha.core.node.Effect.AddressDown;
import org.sipha.core.node.Effect.AddressUp;
import org.sipha.core.node.Effect.AskArbiter;
import org.sipha.core.node.Effect.CloseSip;
import org.sipha.core.node.Effect.OpenSip;
import org.sipha.core.node.Effect.PersistEpoch;
import org.sipha.core.node.Effect.ReleaseRight;
import org.sipha.core.node.Effect.Stopped;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Phase.Accepting;
import org.sipha.core.role.Phase.Backup;
import org.sipha.core.role.Phase.Ended;
import org.sipha.core.role.Phase.HandedOver;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Opening;
import org.sipha.core.role.Phase.Primary;
import org.sipha.core.role.Phase.Promoting;
import org.sipha.core.role.Phase.StandingDown;
import org.sipha.core.role.Phase.Starting;
import org.sipha.core.role.Phase.Unconfirmed;
import org.sipha.core.sync.SyncState;

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
 *   Primary        hand-over wanted                                         Draining
 *   Primary        right lost, or the peer is primary in a higher epoch     StandingDown
 *   Primary        demote while the connection is down                      StandingDown, then Idle (barred)
 *   Draining       drained, or forced                                       AwaitingConfirmation
 *   Draining       time is up                                               Primary
 *   Awaiting...    confirmed                                                Yielding
 *   Awaiting...    refused, or 2 s without a word (manual: Unconfirmed)     Primary
 *   Yielding       port, address and right given up                         HandedOver
 *   HandedOver     the peer is primary                                      Backup
 *   HandedOver     2 s without that, granted                                Promoting
 *   StandingDown   service closed, address down, right released             Idle
 *   Unconfirmed    the peer is primary                                      Backup
 *   any            Stop, after a hand-over if there is a backup             Ended
 * </pre>
 */
public final class RoleMachine {
  private static final long RETRY_OPENING = Nanos.SECOND;
  private static final long ASK_AGAIN = 50 * Nanos.MILLI;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final Epochs epochs;
  private final Settlement settlement = new Settlement();
  private final SelfChecks selfChecks;
  private final HandOvers handOvers;
  private final Commands commands;

  private Phase phase = new Starting();
  private final long startedNanos;
  private long roleSince;
  private boolean holdsRight;
  private boolean asking;
  private @Nullable AskReason asked;
  private long notAskingBefore;
  private @Nullable String denied;
  private boolean primaryProcessGone;
  private boolean addressCleared;
  private boolean clearingAddress;
  private @Nullable PeerStatus peer;

  /** What the primary last said before its session ended, and when that was. */
  private @Nullable PeerStatus lostPrimary;

  private long lostPrimarySince;
  private Optional<Long> persistingHigherEpoch = Optional.empty();

  /** A node that has just started. */
  public RoleMachine(NodeSettings settings, Turn turn, Link link, RoleHost host) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.epochs = new Epochs(settings.persistedEpoch());
    this.selfChecks = new SelfChecks(settings.selfChecks());
    this.commands = new Commands(settings, turn, link, host, this);
    this.handOvers = new HandOvers(settings, turn, link, host, this, commands, epochs);
    this.startedNanos = turn.now();
    this.roleSince = turn.now();
    this.addressCleared = !settings.addressScripts();
    settlement.forget(turn.now());
  }

  // ---- what others ask
  // -------------------------------------------------------------------------------------------

  /** The role that others see. */
  public Role role() {
    return phase.role();
  }

  /** When that role began. */
  public long roleSince() {
    return roleSince;
  }

  /** The phase in words, for the status. */
  public String phaseName() {
    return phase.getClass().getSimpleName();
  }

  /** Whether this node works on calls: it serves, or drains. */
  public boolean isServing() {
    return phase.isServing();
  }

  /** Whether a role change is running. */
  public boolean isBusy() {
    return phase.isBusy() || clearingAddress;
  }

  /** Whether self-checks hold the node back. */
  public boolean isStarting() {
    return phase instanceof Starting;
  }

  /** Whether an old primary never heard whether its successor serves. */
  public boolean isHandoverUnconfirmed() {
    return phase instanceof Unconfirmed;
  }

  /** Whether this process was told to end. */
  public boolean isStopping() {
    return handOvers.isStopping();
  }

  /** The self-checks that haven't passed yet, in words; empty if all have. */
  public Optional<String> pendingSelfChecks() {
    return selfChecks.pending();
  }

  /** Why the arbiter didn't grant the right while the peer is silent, if so. */
  public Optional<String> heldBySilentPeer() {
    boolean silent = link.state() == ConnectionState.DOWN && role() == Role.BACKUP;
    return silent ? Optional.ofNullable(denied) : Optional.empty();
  }

  /** The epoch in which this process serves or last served, 0 if never. */
  public long servedEpoch() {
    return epochs.served();
  }

  /** The highest epoch number known. */
  public long highestEpoch() {
    return epochs.highest();
  }

  /** What the peer last said of itself in this session. */
  public Optional<PeerStatus> peer() {
    return Optional.ofNullable(peer);
  }

  /** Planned hand-overs. */
  public HandOvers handOvers() {
    return handOvers;
  }

  /** Commands of operators. */
  public Commands commands() {
    return commands;
  }

  /** The self-checks. */
  public SelfChecks selfChecks() {
    return selfChecks;
  }

  Phase phase() {
    return phase;
  }

  boolean isPeerPrimary() {
    return peer != null && peer.role() == Role.PRIMARY;
  }

  // ---- time
  // ------------------------------------------------------------------------------------------------------

  /** Time has passed, or something happened that may change what is wanted. */
  public void consider() {
    handOvers.consider();
    if (phase instanceof Ended) {
      return;
    }
    joinPrimary();
    settle();
    commands.consider();
    askIfWanted();
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
        && isAddressCleared()) {
      become(new Backup(), "the peer is primary in epoch " + peerEpoch());
    }
  }

  private long peerEpoch() {
    return peer == null ? 0 : peer.epoch();
  }

  private void settle() {
    PeerStatus other = peer;
    if (link.state() != ConnectionState.ESTABLISHED || other == null || !isUnsettled(other)) {
      settlement.restart(turn.now());
      return;
    }
    if (!maySpeakUp() || !isAddressCleared()) {
      return;
    }
    long claim = settlement.claimDue(isFirst(other), turn.now());
    if (claim != 0) {
      turn.info("nobody is primary: this node claims it");
      link.sendControl(new ClaimPrimary(claim), epochs.highest());
    }
  }

  private boolean isUnsettled(PeerStatus other) {
    boolean waiting = (isStarting() && !selfChecks.passed()) || other.starting();
    return other.role() != Role.PRIMARY
        && !other.busy()
        && !phase.isBusy()
        && phase.role() != Role.PRIMARY
        && (!waiting || turn.since(sessionStart()) >= settings.startWait().toNanos());
  }

  private long sessionStart() {
    return link.session().map(s -> s.establishedNanos()).orElse(turn.now());
  }

  private boolean isFirst(PeerStatus other) {
    return Settlement.isFirst(
        settings, epochs.served(), host.calls(), other, link.contact().hello());
  }

  /** Whether this node may ask for the right on its own account. */
  private boolean maySpeakUp() {
    boolean barred = phase instanceof Idle && ((Idle) phase).barred();
    boolean ready = !isStarting() || selfChecks.passed() || hasWaitedForStart();
    return !barred && ready && !isStopping();
  }

  private boolean hasWaitedForStart() {
    long since = link.session().map(s -> s.establishedNanos()).orElse(startedNanos);
    return turn.since(since) >= settings.startWait().toNanos();
  }

  /** The other node claims to become primary. */
  public void claimed(ClaimPrimary message) {
    PeerStatus other = peer;
    boolean possible = other != null && !phase.isBusy() && phase.role() != Role.PRIMARY && !asking;
    if (other != null && possible && settlement.agreesTo(isFirst(other), turn.now())) {
      turn.info("this node agrees that the peer becomes primary");
      link.sendControl(new AgreePrimary(message.claim()), epochs.highest());
    }
  }

  /** The other node agrees. */
  public void agreed(AgreePrimary message) {
    settlement.agreed(message.claim(), turn.now());
  }

  // ---- the peer
  // --------------------------------------------------------------------------------------------------

  /** A new session: if the peer's process is a new one, the one that was primary is gone. */
  public void sessionOpened(boolean newProcess) {
    settlement.forget(turn.now());
    if (newProcess && isPeerPrimary() && phase.role() == Role.BACKUP) {
      primaryProcessGone = true;
      turn.event("the primary's process is gone: a new one spoke");
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
  }

  /** The peer's process ends. */
  public void goodbye() {
    if (phase.role() == Role.BACKUP) {
      primaryProcessGone = true;
    }
  }

  /** The peer spoke about itself. */
  public void peerStatus(PeerStatus status) {
    peer = status;
    epochs.heard(status.highestEpoch());
    epochs.heard(status.epoch());
    if (status.role() == Role.PRIMARY) {
      primaryProcessGone = false;
      denied = null;
      meetPrimary(status);
    } else if (phase instanceof Primary && status.highestEpoch() > ((Primary) phase).epoch()) {
      takeHigherEpoch();
    }
  }

  /** Both are primary: the higher epoch stays, with the server's id to break ties (SPEC 3.8). */
  private void meetPrimary(PeerStatus status) {
    if (phase.role() != Role.PRIMARY) {
      return;
    }
    if (isHigherThan(status)) {
      link.sendFenced(epochs.served());
    } else {
      fenced(status.epoch());
    }
  }

  private boolean isHigherThan(PeerStatus status) {
    if (epochs.served() != status.epoch()) {
      return epochs.served() > status.epoch();
    }
    int peerId = link.session().map(s -> s.peer().serverId()).orElse(0);
    return settings.serverId() > peerId;
  }

  /** The peer is primary in a higher epoch: this node's time is over. */
  public void fenced(long epoch) {
    epochs.heard(epoch);
    if (phase.role() == Role.PRIMARY) {
      standDown("the peer is primary in epoch " + epoch, new Idle(false));
    }
  }

  /**
   * Somebody knows a higher number than this primary's: take the next, so that what this node
   * writes wins.
   */
  private void takeHigherEpoch() {
    if (persistingHigherEpoch.isEmpty()) {
      long next = epochs.next();
      epochs.heard(next);
      persistingHigherEpoch = Optional.of(next);
      turn.want(new PersistEpoch(next));
    }
  }

  // ---- the right to serve
  // ----------------------------------------------------------------------------------------

  private void askIfWanted() {
    if (asking || holdsRight || turn.now() < notAskingBefore) {
      return;
    }
    wantedRight()
        .ifPresent(
            reason -> {
              asking = true;
              asked = reason;
              turn.want(new AskArbiter(reason));
            });
  }

  /** Why this node wants to serve now; empty if it doesn't. */
  private Optional<AskReason> wantedRight() {
    if (isStopping() || isArbiterUseless()) {
      return Optional.empty();
    }
    if (phase instanceof Accepting) {
      return ((Accepting) phase).confirmed()
          ? Optional.of(AskReason.HANDED_OVER)
          : Optional.empty();
    }
    if (phase instanceof HandedOver) {
      return handOvers.wantsRightBack() ? Optional.of(AskReason.RECLAIM) : Optional.empty();
    }
    if (phase.isBusy() || phase.role() == Role.PRIMARY) {
      return Optional.empty();
    }
    if (commands.wantsPromotion()) {
      return Optional.of(AskReason.COMMANDED);
    }
    return maySpeakUp() ? wantedUnasked() : Optional.empty();
  }

  private Optional<AskReason> wantedUnasked() {
    if (link.state() == ConnectionState.ESTABLISHED) {
      if (isPeerPrimary()) {
        return Optional.empty();
      }
      if (phase instanceof Backup && primaryProcessGone) {
        return Optional.of(AskReason.PEER_GONE);
      }
      return settlement.isAgreed(turn.now()) ? Optional.of(AskReason.AGREED) : Optional.empty();
    }
    if (phase instanceof Backup) {
      if (primaryProcessGone) {
        return Optional.of(AskReason.PEER_GONE);
      }
      boolean lost = link.state() == ConnectionState.DOWN || link.isSocketLost();
      return lost ? Optional.of(AskReason.PEER_SILENT) : Optional.empty();
    }
    return mayServeAlone() && isAddressCleared()
        ? Optional.of(AskReason.STARTED_ALONE)
        : Optional.empty();
  }

  /** SPEC 3.7: a node that has no copy only serves when no other could have one. */
  private boolean mayServeAlone() {
    if (link.state() != ConnectionState.DOWN) {
      return false;
    }
    Optional<PeerStatus> reached = link.contact().reached(turn.now());
    if (reached.isPresent()) {
      return reached.get().role() != Role.PRIMARY
          && reached.get().calls() == 0
          && link.contact().refusal() != null;
    }
    long alone = Math.max(startedNanos, link.stateSince());
    return turn.since(alone) >= settings.startWait().toNanos();
  }

  private boolean isArbiterUseless() {
    Reject refusal = link.contact().refusal();
    return refusal != null
        && refusal.makesArbiterUseless()
        && link.contact().reached(turn.now()).isPresent();
  }

  /** The arbiter grants the right. */
  public void granted(long highestEpoch) {
    asking = false;
    denied = null;
    epochs.heard(highestEpoch);
    holdsRight = true;
    Optional<AskReason> wanted = wantedRight();
    if (wanted.isEmpty()) {
      turn.info("the right came too late and is given back");
      turn.want(new ReleaseRight());
      return;
    }
    commands.promotionBegins();
    promote(wanted.get());
  }

  /** The arbiter doesn't grant it now: ask again at the next tick, as long as it is wanted. */
  public void denied(String text) {
    asking = false;
    notAskingBefore = turn.now() + ASK_AGAIN;
    if (denied == null) {
      turn.event("the arbiter doesn't grant the right (" + asked + "): " + text);
    }
    denied = text;
    if (asked == AskReason.COMMANDED) {
      commands.promotionDenied(text);
    }
  }

  /** The right is gone without having been given up. */
  public void rightLost(String text) {
    holdsRight = false;
    if (phase instanceof Promoting || phase.role() == Role.PRIMARY) {
      turn.error("the right to serve is lost: " + text);
      standDown(text, new Idle(false));
    }
  }

  /** The right has been given up. */
  public void released() {
    holdsRight = false;
    handOvers.released();
    if (phase instanceof StandingDown) {
      StandingDown down = (StandingDown) phase;
      become(down.next(), down.why());
    }
  }

  // ---- going up
  // --------------------------------------------------------------------------------------------------

  private void promote(AskReason reason) {
    Role before = phase.role();
    if (phase instanceof Accepting && ((Accepting) phase).epoch() == epochs.highest()) {
      Accepting accepting = (Accepting) phase;
      become(
          new Promoting(accepting.epoch(), reason, before, Opening.PERSISTING),
          "the right is granted (" + reason + ")");
      epochPersisted(accepting.epoch());
      return;
    }
    long epoch = epochs.next();
    epochs.heard(epoch);
    become(
        new Promoting(epoch, reason, before, Opening.PERSISTING),
        "the right is granted (" + reason + ")");
    turn.want(new PersistEpoch(epoch));
  }

  /** The epoch is on disk, or can't be but has to do. */
  public void epochPersisted(long epoch) {
    if (handOvers.epochPersisted(epoch)) {
      return;
    }
    if (persistingHigherEpoch.isPresent() && persistingHigherEpoch.get() == epoch) {
      persistingHigherEpoch = Optional.empty();
      if (phase instanceof Primary) {
        epochs.serve(epoch);
        become(new Primary(epoch), "a higher epoch than its own was known");
      }
      return;
    }
    Promoting promoting = promotingAt(Opening.PERSISTING);
    if (promoting == null || promoting.epoch() != epoch) {
      return;
    }
    if (settings.addressScripts()) {
      phase = promoting.at(Opening.ADDRESS_UP);
      turn.want(new AddressUp());
    } else {
      openSip(promoting);
    }
  }

  /**
   * The epoch can't be written: a planned switchover is refused, a failover goes on in memory and
   * says so.
   */
  public void epochNotPersisted(long epoch, String text) {
    if (!handOvers.epochNotPersisted(epoch, text)) {
      turn.error("epoch " + epoch + " could not be written, it is kept in memory only: " + text);
      epochPersisted(epoch);
    }
  }

  /** The up script has ended. */
  public void addressUpEnded(boolean ok, String text) {
    Promoting promoting = promotingAt(Opening.ADDRESS_UP);
    if (promoting == null) {
      return;
    }
    if (!ok && promoting.reason() == AskReason.HANDED_OVER) {
      turn.error("the up script failed: " + text);
      handOvers.openingFailed(promoting.epoch(), "the up script failed: " + text);
      standDown("the up script failed", new Backup());
      return;
    }
    if (!ok) {
      turn.error("the up script failed, serving all the same: " + text);
    }
    openSip(promoting);
  }

  private void openSip(Promoting promoting) {
    phase = promoting.at(Opening.SIP);
    boolean handOver =
        promoting.reason() == AskReason.HANDED_OVER || promoting.reason() == AskReason.RECLAIM;
    turn.want(new OpenSip(promoting.epoch(), handOver));
  }

  /** SIP is served. */
  public void sipOpened(long epoch) {
    Promoting promoting = promotingAt(Opening.SIP);
    if (promoting == null || promoting.epoch() != epoch) {
      return;
    }
    boolean level = promoting.reason() == AskReason.HANDED_OVER && link.session().isPresent();
    epochs.serve(epoch);
    addressCleared = !settings.addressScripts();
    primaryProcessGone = false;
    if (promoting.before() == Role.BACKUP && !level) {
      noteFailover();
    }
    if (!level && isPeerPrimary()) {
      // What the old primary sends in this session is meant for a backup, and mustn't be confirmed
      // by a primary.
      link.drop("this node took over");
    }
    become(new Primary(epoch), "serving SIP in epoch " + epoch);
    handOvers.servingAgain();
    host.beganServing(level);
    commands.serving();
    host.speakNow();
  }

  /** A failover while either node reported 0 is a double failure (SPEC 2). */
  private void noteFailover() {
    turn.event("took over with " + host.calls() + " calls");
    if (link.session().isPresent() && isPeerPrimary()) {
      sessionEnded(); // it lingers as suspect, but its primary is gone
    }
    PeerStatus lost = lostPrimary;
    if (lost == null) {
      return;
    }
    boolean alone = turn.since(lostPrimarySince) > 2 * settings.addpTimeout().toNanos();
    SyncReport last = lost.sync();
    boolean counted =
        last != null && (last.state() == SyncState.RUNNING || last.state() == SyncState.DONE);
    if (alone || !lost.readyForSwitchover()) {
      host.noteDoubleFailure("the primary was lost", counted && !alone);
    }
  }

  /** SIP can't be served: give the right to whoever can. */
  public void sipOpenFailed(long epoch, String text) {
    Promoting promoting = promotingAt(Opening.SIP);
    if (promoting == null || promoting.epoch() != epoch) {
      return;
    }
    turn.error("can't serve SIP: " + text);
    handOvers.openingFailed(epoch, text);
    commands.promotionFailed(text);
    notAskingBefore = turn.now() + RETRY_OPENING;
    Phase next = promoting.before() == Role.BACKUP ? new Backup() : new Idle(false);
    standDown("can't serve SIP", next);
  }

  private @Nullable Promoting promotingAt(Opening step) {
    return phase instanceof Promoting && ((Promoting) phase).step() == step
        ? (Promoting) phase
        : null;
  }

  // ---- going down
  // ------------------------------------------------------------------------------------------------

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
      turn.error("the down script failed: " + text);
    }
    addressCleared = true;
    if (clearingAddress) {
      clearingAddress = false;
    } else if (phase instanceof StandingDown) {
      releaseRight();
    } else {
      handOvers.addressDownEnded();
    }
  }

  void askAtOnce() {
    notAskingBefore = turn.now();
  }

  void releaseRight() {
    turn.want(new ReleaseRight());
  }

  /**
   * Whether the service address can't be left on this host by a crash of an earlier process: then
   * the down script runs first. On the primary's own host the address is the primary's, and stays.
   */
  private boolean isAddressCleared() {
    if (addressCleared) {
      return true;
    }
    PeerStatus other = peer;
    boolean peerOnThisHost =
        link.session().map(s -> s.peer().bootId().equals(settings.bootId())).orElse(false);
    if (peerOnThisHost && other != null && (other.role() == Role.PRIMARY || other.busy())) {
      return true;
    }
    if (!clearingAddress) {
      clearingAddress = true;
      turn.want(new AddressDown());
    }
    return false;
  }

  // ---- changes of phase
  // ------------------------------------------------------------------------------------------

  /** The one place where the phase changes for good. */
  void become(Phase next, String reason) {
    Phase before = phase;
    phase = next;
    if (before.role() != phase.role()) {
      roleSince = turn.now();
    }
    turn.event(
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
