package org.sipha.core.role;

import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.SyncReport;
import org.sipha.core.link.Link;
import org.sipha.core.node.Effect.AddressUp;
import org.sipha.core.node.Effect.OpenSip;
import org.sipha.core.node.Effect.PersistEpoch;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Phase.Accepting;
import org.sipha.core.role.Phase.Backup;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Opening;
import org.sipha.core.role.Phase.Primary;
import org.sipha.core.role.Phase.Promoting;
import org.sipha.core.sync.SyncState;

/**
 * From the granted right to serving: persist the epoch, take the address, open the service (SPEC
 * 4).
 */
public final class GoingUp {
  private static final long RETRY_OPENING = Nanos.SECOND;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final Epochs epochs;
  private final RoleMachine role;

  /** Whether the hand-over that leads to this was forced. */
  private boolean forced;

  GoingUp(
      NodeSettings settings, Turn turn, Link link, RoleHost host, Epochs epochs, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.epochs = epochs;
    this.role = role;
  }

  /** The right is granted: go up. */
  void promote(AskReason reason) {
    Role before = role.role();
    String why = "the right is granted (" + reason + ")";
    forced = false;
    if (role.phase() instanceof Accepting accepting && accepting.epoch() == epochs.highest()) {
      forced = accepting.forced();
      role.become(
          new Promoting(accepting.epoch(), reason, before, accepting.session(), Opening.PERSISTING),
          why);
      epochPersisted(accepting.epoch());
    } else {
      long epoch = epochs.next();
      epochs.heard(epoch);
      role.become(new Promoting(epoch, reason, before, 0, Opening.PERSISTING), why);
      turn.want(new PersistEpoch(epoch));
    }
  }

  /** The epoch is on disk, or can't be but has to do. */
  void epochPersisted(long epoch) {
    Promoting promoting = promotingAt(Opening.PERSISTING);
    if (promoting == null || promoting.epoch() != epoch) {
      return;
    }
    if (settings.addressScripts()) {
      role.proceed(promoting.at(Opening.ADDRESS_UP));
      turn.want(new AddressUp());
    } else {
      openSip(promoting);
    }
  }

  /** The up script has ended. */
  public void addressUpEnded(boolean ok, String text) {
    Promoting promoting = promotingAt(Opening.ADDRESS_UP);
    if (promoting == null) {
      return;
    }
    if (!ok && promoting.reason() == AskReason.HANDED_OVER) {
      turn.event(EventCode.SCRIPT_FAILED, "the up script failed: " + text);
      role.handOvers().openingFailed(promoting.epoch(), "the up script failed: " + text);
      role.standDown("the up script failed", new Backup());
      return;
    }
    if (!ok) {
      turn.event(EventCode.SCRIPT_FAILED, "the up script failed, serving all the same: " + text);
    }
    openSip(promoting);
  }

  private void openSip(Promoting promoting) {
    if (promoting.handOverSession() == 0 && epochs.highest() > promoting.epoch()) {
      // Heard meanwhile: what is written here must not look like what was written there.
      long epoch = epochs.next();
      epochs.heard(epoch);
      role.proceed(promoting.in(epoch));
      turn.want(new PersistEpoch(epoch));
      return;
    }
    role.proceed(promoting.at(Opening.SIP));
    boolean handOver =
        promoting.reason() == AskReason.HANDED_OVER || promoting.reason() == AskReason.RECLAIM;
    boolean unchecked =
        promoting.reason() == AskReason.RECLAIM ? host.isRecalling() : role.isPeerRecalling();
    turn.want(new OpenSip(promoting.epoch(), handOver, !handOver || unchecked));
  }

  /** SIP is served. */
  public void sipOpened(long epoch) {
    Promoting promoting = promotingAt(Opening.SIP);
    if (promoting == null || promoting.epoch() != epoch) {
      return;
    }
    // Only within the session of the hand-over: in another one nothing is known of what the other
    // holds.
    boolean level =
        promoting.handOverSession() != 0
            && link.session().map(s -> s.id() == promoting.handOverSession()).orElse(false);
    epochs.serve(epoch);
    role.address().taken();
    boolean complete = level ? !forced && !role.isPeerRecalling() : isComplete(promoting);
    if (!level && role.isPeerPrimary()) {
      // What the old primary sends in this session is meant for a backup, and mustn't be confirmed
      // by a primary.
      link.drop("this node took over");
    }
    role.become(new Primary(epoch), "serving SIP in epoch " + epoch);
    role.handOvers().servingAgain();
    // What was forced may have left something behind on either side: that takes an inventory.
    host.beganServing(level && !forced, complete);
    role.commands().serving();
    host.speakNow();
  }

  /**
   * Whether a node that wasn't handed its role in this session lacks no call: it has its own back,
   * or was backup of a primary and that was no double failure.
   */
  private boolean isComplete(Promoting promoting) {
    if (promoting.before() == Role.BACKUP) {
      return noteFailover();
    }
    return promoting.reason() == AskReason.RECLAIM && !host.isRecalling();
  }

  /**
   * A failover while either node reported 0 is a double failure (SPEC 2).
   *
   * @return whether this node lacks nothing: there was none, the lost primary lacked nothing, and
   *     this node heard it until the end
   */
  private boolean noteFailover() {
    turn.event(EventCode.FAILOVER, "took over with " + host.calls() + " calls");
    PeerStatus lost = role.lostPrimary();
    if (lost == null) {
      return false;
    }
    boolean alone =
        role.wasSuspendedSincePrimarySpoke()
            || turn.since(role.lostPrimarySince()) > 2 * settings.addpTimeout().toNanos();
    SyncReport last = lost.sync();
    boolean counted =
        last != null && (last.state() == SyncState.RUNNING || last.state() == SyncState.DONE);
    boolean isDouble = alone || !lost.readyForSwitchover();
    if (isDouble) {
      host.noteDoubleFailure("the primary was lost", counted && !alone);
    }
    // One that stood still itself believes a primary of long ago.
    boolean heard = role.primarySilentNanos() <= 3 * settings.addpTimeout().toNanos();
    return !isDouble && heard && !lost.recalling();
  }

  /**
   * Told to promote while cut off, and the connection is back before this node serves: the primary
   * there goes on, and from now on a promote is a switchover (SPEC 4). Once the service is being
   * opened it may have begun to answer: then the two settle it as primaries do.
   */
  void consider() {
    boolean late =
        role.isManual()
            && role.phase() instanceof Promoting promoting
            && promoting.step() != Opening.SIP
            && promoting.handOverSession() == 0
            && link.state() == ConnectionState.ESTABLISHED
            && role.isPeerPrimary();
    if (late) {
      String why = "the HA connection is back, and the peer is primary";
      role.commands().promotionFailed(why);
      role.standDown(
          why, ((Promoting) role.phase()).before() == Role.BACKUP ? new Backup() : new Idle(false));
    }
  }

  /** SIP can't be served: give the right to whoever can. */
  public void sipOpenFailed(long epoch, String text) {
    Promoting promoting = promotingAt(Opening.SIP);
    if (promoting == null || promoting.epoch() != epoch) {
      return;
    }
    turn.event(EventCode.SIP_OPEN_FAILED, "can't serve SIP: " + text);
    role.handOvers().openingFailed(epoch, text);
    role.commands().promotionFailed(text);
    role.right().pause(RETRY_OPENING);
    Phase next = promoting.before() == Role.BACKUP ? new Backup() : new Idle(false);
    role.standDown("can't serve SIP", next);
  }

  private @Nullable Promoting promotingAt(Opening step) {
    return role.phase() instanceof Promoting promoting && promoting.step() == step
        ? promoting
        : null;
  }
}
