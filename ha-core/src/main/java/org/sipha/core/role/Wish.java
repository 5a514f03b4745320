package org.sipha.core.role;

import java.util.Optional;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Reject;
import org.sipha.core.link.Link;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Phase.Accepting;
import org.sipha.core.role.Phase.Backup;
import org.sipha.core.role.Phase.HandedOver;

/** Whether a node wants to serve, as far as it knows at that moment (SPEC 3.7, 4). */
final class Wish {
  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleMachine role;
  private final long startedNanos;

  Wish(NodeSettings settings, Turn turn, Link link, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.role = role;
    this.startedNanos = turn.now();
  }

  /** Why it wants to; empty if it doesn't. */
  Optional<AskReason> reason() {
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
      if (role.phase() instanceof Backup && hasPrimaryStoodDown()) {
        return Optional.of(AskReason.AGREED);
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

  /**
   * Whether the connected peer, whose copy this node holds, serves no longer. With a lease it may
   * well be the one of the two that doesn't reach the arbiter: its turn to claim isn't waited for.
   */
  private boolean hasPrimaryStoodDown() {
    return settings.arbiter() == ArbiterType.ETCD
        && role.peer().map(p -> p.role() == Role.NONE && !p.busy()).orElse(false);
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
}
