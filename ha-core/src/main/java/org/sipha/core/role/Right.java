package org.sipha.core.role;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Link;
import org.sipha.core.node.Effect.AskArbiter;
import org.sipha.core.node.Effect.ReleaseRight;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Phase.Accepting;
import org.sipha.core.role.Phase.Backup;
import org.sipha.core.role.Phase.HandedOver;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Promoting;

/**
 * The right to serve: whether this node wants it now and why, and the questions to the arbiter.
 * What is wanted is decided anew at each tick from what is known then, so that a grant that comes
 * too late is given back.
 */
final class Right {
  private static final long ASK_AGAIN = 50 * Nanos.MILLI;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final Epochs epochs;
  private final RoleMachine role;
  private final long startedNanos;
  private boolean held;
  private boolean asking;
  private @Nullable AskReason asked;
  private long notBefore;
  private @Nullable String denied;

  Right(NodeSettings settings, Turn turn, Link link, Epochs epochs, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.epochs = epochs;
    this.role = role;
    this.startedNanos = turn.now();
    this.notBefore = turn.now();
  }

  /** Asks once, if the right is wanted and no question is open. */
  void askIfWanted() {
    if (asking || held || turn.now() < notBefore) {
      return;
    }
    wantedRight()
        .ifPresent(
            reason -> {
              asking = true;
              asked = reason;
              turn.want(new AskArbiter(reason, 0));
            });
  }

  /** Why this node wants to serve now; empty if it doesn't. */
  private Optional<AskReason> wantedRight() {
    if (role.isStopping() || isArbiterUseless()) {
      return Optional.empty();
    }
    if (role.phase() instanceof Accepting accepting) {
      return accepting.confirmed() ? Optional.of(AskReason.HANDED_OVER) : Optional.empty();
    }
    if (role.phase() instanceof HandedOver) {
      return role.handOvers().wantsRightBack() ? Optional.of(AskReason.RECLAIM) : Optional.empty();
    }
    if (role.phase().isBusy() || role.role() == Role.PRIMARY) {
      return Optional.empty();
    }
    if (role.commands().wantsPromotion()) {
      return Optional.of(AskReason.COMMANDED);
    }
    return role.maySpeakUp() ? wantedUnasked() : Optional.empty();
  }

  private Optional<AskReason> wantedUnasked() {
    if (link.state() == ConnectionState.ESTABLISHED) {
      if (role.isPeerPrimary()) {
        return Optional.empty();
      }
      if (role.phase() instanceof Backup && role.isPrimaryProcessGone()) {
        return Optional.of(AskReason.PEER_GONE);
      }
      return role.settling().isAgreed() ? Optional.of(AskReason.AGREED) : Optional.empty();
    }
    if (role.phase() instanceof Backup) {
      if (role.isPrimaryProcessGone()) {
        return Optional.of(AskReason.PEER_GONE);
      }
      boolean lost = link.state() == ConnectionState.DOWN || link.isSocketLost();
      return lost ? Optional.of(AskReason.PEER_SILENT) : Optional.empty();
    }
    return mayServeAlone() && role.address().isCleared()
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
          && reached.get().registrations() == 0
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
    held = true;
    Optional<AskReason> wanted = wantedRight();
    if (wanted.isEmpty()) {
      turn.info("the right came too late and is given back");
      turn.want(new ReleaseRight());
      return;
    }
    role.commands().promotionBegins();
    role.goingUp().promote(wanted.get());
  }

  /** The arbiter doesn't grant it now: ask again at the next tick, as long as it is wanted. */
  public void denied(String text) {
    asking = false;
    notBefore = turn.now() + ASK_AGAIN;
    if (denied == null) {
      turn.event(
          EventCode.RIGHT_DENIED, "the arbiter doesn't grant the right (" + asked + "): " + text);
    }
    denied = text;
    if (asked == AskReason.COMMANDED) {
      role.commands().promotionDenied(text);
    }
  }

  /** The right is gone without having been given up. */
  public void rightLost(String text) {
    held = false;
    if (role.phase() instanceof Promoting || role.role() == Role.PRIMARY) {
      turn.event(EventCode.RIGHT_LOST, "the right to serve is lost: " + text);
      role.standDown(text, new Idle(false));
    }
  }

  void released() {
    held = false;
  }

  /** What was denied before doesn't matter any more: a primary has spoken. */
  void forgetDenial() {
    denied = null;
  }

  /** Why the right wasn't granted, as long as that is the last word. */
  Optional<String> denial() {
    return Optional.ofNullable(denied);
  }

  boolean isAsking() {
    return asking;
  }

  void askAtOnce() {
    notBefore = turn.now();
  }

  void pause(long nanos) {
    notBefore = turn.now() + nanos;
  }
}
