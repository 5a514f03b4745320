package org.sipha.core.role;

import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage.HandOver;
import org.sipha.core.link.PeerMessage.HandOverConfirmed;
import org.sipha.core.link.PeerMessage.HandOverRefused;
import org.sipha.core.link.PeerMessage.HandOverVoid;
import org.sipha.core.link.PeerMessage.RightReleased;
import org.sipha.core.link.Session;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Effect.AddressDown;
import org.sipha.core.node.Effect.CloseSip;
import org.sipha.core.node.Effect.HoldSip;
import org.sipha.core.node.Effect.PersistEpoch;
import org.sipha.core.node.Effect.ResumeSip;
import org.sipha.core.node.Effect.YieldSip;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.role.Phase.Accepting;
import org.sipha.core.role.Phase.AwaitingConfirmation;
import org.sipha.core.role.Phase.Backup;
import org.sipha.core.role.Phase.Draining;
import org.sipha.core.role.Phase.HandedOver;
import org.sipha.core.role.Phase.Primary;
import org.sipha.core.role.Phase.Transfer;
import org.sipha.core.role.Phase.Unconfirmed;
import org.sipha.core.role.Phase.Yielding;

/**
 * The planned hand-over, both sides: demote first, promote second (SPEC 4). Each step has a timeout
 * and a way back, and none of them passes the arbiter: until the right is released only the old
 * primary can serve, afterwards only whoever gets it.
 *
 * <pre>
 *   primary                                   backup
 *   hold SIP, drain
 *   HandOver(epoch)             ----------->  persist the epoch
 *                               <-----------  HandOverConfirmed
 *   yield the port, address down, release
 *   RightReleased               ----------->  ask the arbiter, address up, open
 *   close the port              <-----------  heartbeat: primary
 * </pre>
 */
public final class HandOvers {
  private static final long CONFIRM_WITHIN = 2 * Nanos.SECOND;

  /** The right is asked for when it is released; without a word, after this. */
  private static final long RELEASE_WITHIN = 200 * Nanos.MILLI;

  private static final long RECLAIM_AFTER = 2 * Nanos.SECOND;
  private static final long CLOSE_AFTER = Nanos.SECOND;
  private static final long ANSWER_WITHIN = 5 * Nanos.SECOND;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final RoleMachine role;
  private final Commands commands;
  private final Epochs epochs;

  private @Nullable Transfer unanswered;

  /** A forced hand-over, until the other serves and what it lacks has been given to it. */
  private @Nullable Transfer incomplete;

  HandOvers(
      NodeSettings settings,
      Turn turn,
      Link link,
      RoleHost host,
      RoleMachine role,
      Commands commands,
      Epochs epochs) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.role = role;
    this.commands = commands;
    this.epochs = epochs;
  }

  // ---- the side that hands over ----

  /** Begins; the caller has checked that it may. */
  void begin(Requester requester, boolean forced) {
    Transfer transfer =
        new Transfer(sessionId(), epochs.served(), epochs.next(), forced, requester);
    unanswered = transfer;
    incomplete = forced ? transfer : null;
    role.become(
        EventCode.SWITCHOVER_BEGUN,
        new Draining(transfer, false, turn.now() + settings.drainTimeout().toNanos()),
        forced ? "a forced hand-over begins" : "a hand-over begins");
    turn.want(new HoldSip());
  }

  /** The SIP side takes no new work, and has told all that the old work changed. */
  public void sipHeld() {
    if (role.phase() instanceof Draining draining) {
      role.become(new Draining(draining.transfer(), true, draining.untilNanos()), "SIP is held");
    }
  }

  /** Time has passed. */
  void consider() {
    Phase phase = role.phase();
    if (phase instanceof Draining draining) {
      drain(draining);
    } else if (phase instanceof AwaitingConfirmation awaiting) {
      await(awaiting);
    } else if (phase instanceof HandedOver over) {
      watchSuccessor(over);
    } else if (phase instanceof Accepting accepting) {
      watchPredecessor(accepting);
    }
  }

  /** The session that is open, 0 if none is. */
  private long sessionId() {
    return link.session().map(Session::id).orElse(0L);
  }

  private void drain(Draining draining) {
    boolean late = turn.now() >= draining.untilNanos();
    int unconfirmed = host.unconfirmedChanges();
    if (sessionId() != draining.transfer().session()) {
      resume(draining.transfer(), Outcome.FAILED, "the HA connection was lost while draining");
    } else if (draining.held() && (unconfirmed == 0 || (late && draining.transfer().forced()))) {
      if (unconfirmed > 0) {
        turn.event(
            EventCode.SWITCHOVER_FORCED,
            "forced: " + unconfirmed + " changes of calls aren't confirmed");
      }
      link.sendControl(
          new HandOver(draining.transfer().newEpoch(), draining.transfer().forced()),
          epochs.highest());
      role.become(
          new AwaitingConfirmation(draining.transfer(), turn.now() + CONFIRM_WITHIN),
          "drained, epoch " + draining.transfer().newEpoch() + " is offered");
    } else if (late) {
      resume(
          draining.transfer(),
          Outcome.FAILED,
          draining.held()
              ? unconfirmed + " changes of calls were not confirmed in time"
              : "SIP could not be held in time");
    }
  }

  private void await(AwaitingConfirmation awaiting) {
    boolean lost = sessionId() != awaiting.transfer().session();
    if (!lost && turn.now() < awaiting.untilNanos()) {
      return;
    }
    String why = lost ? "the HA connection was lost" : "no confirmation within 2 s";
    if (role.isManual()) {
      // The other may have confirmed and serve: without an arbiter only the next session or an
      // operator can tell.
      answer(Outcome.UNKNOWN, why);
      role.standDown("handed over, but " + why, new Unconfirmed());
    } else {
      link.sendControl(new HandOverVoid(awaiting.transfer().newEpoch()), epochs.highest());
      resume(awaiting.transfer(), Outcome.FAILED, why);
    }
  }

  private void resume(Transfer transfer, Outcome outcome, String why) {
    incomplete = null;
    answer(outcome, why + "; " + settings.nodeName() + " goes on as primary");
    role.become(
        EventCode.SWITCHOVER_ROLLED_BACK,
        new Primary(transfer.ownEpoch()),
        "the hand-over is given up: " + why);
    turn.want(new ResumeSip());
  }

  /** The other has persisted the epoch: give up port, address and right. */
  public void confirmed(HandOverConfirmed message) {
    if (role.phase() instanceof AwaitingConfirmation awaiting
        && awaiting.transfer().newEpoch() == message.epoch()) {
      yieldTo(awaiting.transfer());
    }
  }

  /**
   * The other serves in that epoch. If this node has offered it in this session, that confirms the
   * hand-over though the word of it was lost; true then.
   */
  boolean confirmedByServing(long epoch) {
    boolean offered =
        role.phase() instanceof AwaitingConfirmation awaiting
            && awaiting.transfer().newEpoch() == epoch
            && awaiting.transfer().session() == sessionId();
    if (offered) {
      yieldTo(((AwaitingConfirmation) role.phase()).transfer());
    }
    return offered;
  }

  private void yieldTo(Transfer transfer) {
    epochs.heard(transfer.newEpoch());
    role.become(
        new Yielding(transfer, false), "the peer will serve in epoch " + transfer.newEpoch());
    host.stoppedServing();
    turn.want(new YieldSip());
  }

  /** The other can't serve. */
  public void refused(HandOverRefused message) {
    Phase phase = role.phase();
    if (phase instanceof AwaitingConfirmation awaiting
        && awaiting.transfer().newEpoch() == message.epoch()) {
      resume(awaiting.transfer(), Outcome.REFUSED, message.text());
    } else if (phase instanceof Yielding yielding
        && yielding.transfer().newEpoch() == message.epoch()) {
      turn.event(EventCode.PEER_CANNOT_SERVE, "the peer can't serve after all: " + message.text());
      role.proceed(new Yielding(yielding.transfer(), true));
    } else if (phase instanceof HandedOver over && over.transfer().newEpoch() == message.epoch()) {
      turn.event(EventCode.PEER_CANNOT_SERVE, "the peer can't serve: " + message.text());
      role.become(
          new HandedOver(over.transfer(), over.releasedNanos(), over.closed(), true),
          "the right is wanted back");
      role.right().askAtOnce();
    }
  }

  /** The port can be opened by the successor. */
  public void sipYielded() {
    if (role.phase() instanceof Yielding) {
      if (settings.addressScripts()) {
        turn.want(new AddressDown());
      } else {
        role.releaseRight();
      }
    }
  }

  void addressDownEnded() {
    if (role.phase() instanceof Yielding) {
      role.releaseRight();
    }
  }

  void released() {
    if (role.phase() instanceof Yielding yielding) {
      Transfer transfer = yielding.transfer();
      link.sendControl(new RightReleased(transfer.newEpoch()), epochs.highest());
      role.become(
          new HandedOver(transfer, turn.now(), false, yielding.refused()), "the right is released");
    }
  }

  private void watchSuccessor(HandedOver over) {
    boolean serves = role.isPeerPrimary();
    if (!over.closed() && (serves || turn.since(over.releasedNanos()) >= CLOSE_AFTER)) {
      turn.want(new CloseSip());
      role.become(
          new HandedOver(over.transfer(), over.releasedNanos(), true, over.refused()),
          "the port is closed");
    }
    if (serves) {
      role.become(new Backup(), "the peer serves in epoch " + over.transfer().newEpoch());
      turn.event(EventCode.SWITCHOVER_DONE, "switched over in epoch " + over.transfer().newEpoch());
      joined(over.transfer().newEpoch());
      answer(Outcome.DONE, "switched over");
      return;
    }
    boolean late = turn.since(over.releasedNanos()) >= ANSWER_WITHIN;
    boolean lost = sessionId() != over.transfer().session();
    if (late || (lost && role.isManual())) {
      answer(Outcome.UNKNOWN, "the peer has not said that it serves");
    }
    if ((late || lost) && role.isManual()) {
      // No lock tells whether the successor lives: as without a confirmation.
      role.standDown("handed over, but the peer was not heard", new Unconfirmed());
    }
  }

  /**
   * This node is backup of a primary in that epoch, whichever way it took. If that one was handed
   * the epoch by force it takes both nodes to be level, and is given what it lacks; in a new
   * session its inventory finds that.
   */
  void joined(long epoch) {
    Transfer forced = incomplete;
    incomplete = null;
    if (forced != null && forced.newEpoch() == epoch && forced.session() == sessionId()) {
      host.carryOverMissing();
    }
  }

  /** Whether the successor had its time: then this node asks for the right again. */
  boolean wantsRightBack() {
    if (!(role.phase() instanceof HandedOver) || role.isPeerPrimary()) {
      return false;
    }
    HandedOver over = (HandedOver) role.phase();
    boolean late = turn.since(over.releasedNanos()) >= RECLAIM_AFTER && !role.isManual();
    return over.refused() || late;
  }

  /** This node serves, perhaps again after a hand-over that failed. */
  void servingAgain() {
    if (unanswered != null) {
      String text = "rolled back: the peer could not serve";
      turn.event(EventCode.SWITCHOVER_ROLLED_BACK, text);
      answer(Outcome.FAILED, text);
    }
  }

  private void answer(Outcome outcome, String text) {
    Transfer transfer = unanswered;
    if (transfer != null) {
      unanswered = null;
      commands.answer(transfer.requester(), outcome, text);
    }
  }

  // ---- the side that takes over ----

  /** The primary wants to hand over. */
  public void offered(HandOver message) {
    boolean possible =
        role.phase() instanceof Backup
            && !role.isStopping()
            && link.state() != ConnectionState.DOWN
            && message.epoch() > epochs.served();
    if (!possible) {
      link.sendControl(
          new HandOverRefused(message.epoch(), settings.nodeName() + " is " + role.phaseName()),
          epochs.highest());
      return;
    }
    epochs.heard(message.epoch());
    role.become(
        new Accepting(
            message.epoch(), message.forced(), false, sessionId(), turn.now() + CONFIRM_WITHIN),
        "the primary offers epoch " + message.epoch());
    turn.want(new PersistEpoch(message.epoch()));
  }

  /** Returns whether that was waited for here. */
  boolean epochPersisted(long epoch) {
    if (!isPersisting(epoch)) {
      return false;
    }
    Accepting accepting = (Accepting) role.phase();
    if (sessionId() != accepting.session()) {
      role.become(new Backup(), "the hand-over is void: its session has ended");
      return true;
    }
    if (accepting.forced() && !commands.isSwitchoverSafe()) {
      host.noteDoubleFailure("a forced switchover", true);
    }
    link.sendControl(new HandOverConfirmed(epoch), epochs.highest());
    role.become(
        new Accepting(
            epoch, accepting.forced(), true, accepting.session(), turn.now() + CONFIRM_WITHIN),
        "epoch " + epoch + " is persisted and confirmed");
    if (!role.isManual()) {
      role.right().pause(RELEASE_WITHIN);
    }
    return true;
  }

  /** Returns whether that was waited for here. */
  boolean epochNotPersisted(long epoch, String text) {
    if (!isPersisting(epoch)) {
      return false;
    }
    link.sendControl(
        new HandOverRefused(epoch, "the epoch could not be written: " + text), epochs.highest());
    role.become(new Backup(), "the epoch could not be written: " + text);
    return true;
  }

  private boolean isPersisting(long epoch) {
    return role.phase() instanceof Accepting
        && !((Accepting) role.phase()).confirmed()
        && ((Accepting) role.phase()).epoch() == epoch;
  }

  /** The primary has given its right up. */
  public void rightReleased(RightReleased message) {
    if (role.phase() instanceof Accepting
        && ((Accepting) role.phase()).epoch() == message.epoch()) {
      role.right().promises().release();
      role.right().askAtOnce();
    }
  }

  /** The primary goes on. */
  public void voided(HandOverVoid message) {
    if (role.phase() instanceof Accepting
        && ((Accepting) role.phase()).epoch() == message.epoch()) {
      role.become(new Backup(), "the primary goes on");
    }
  }

  private void watchPredecessor(Accepting accepting) {
    boolean cutBefore = sessionId() != accepting.session() && !accepting.confirmed();
    if (cutBefore || turn.now() >= accepting.untilNanos()) {
      role.become(new Backup(), cutBefore ? "the HA connection was lost" : "no right within 2 s");
    }
  }

  /** It can't serve after all: the old primary may take its right back at once. */
  void openingFailed(long epoch, String text) {
    link.sendControl(new HandOverRefused(epoch, text), epochs.highest());
  }
}
