package org.sipha.core.role;

import java.util.Optional;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Link;
import org.sipha.core.node.Effect.PersistEpoch;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.Turn;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Primary;

/**
 * A primary that meets another one, or a higher epoch than its own (SPEC 3.8, and DESIGN's FENCED).
 */
final class Rivalry {
  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final Epochs epochs;
  private final RoleMachine role;
  private Optional<Long> persisting = Optional.empty();

  Rivalry(NodeSettings settings, Turn turn, Link link, Epochs epochs, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.epochs = epochs;
    this.role = role;
  }

  /** Both are primary: the higher epoch stays, with the server's id to break ties. */
  void meet(PeerStatus primary) {
    if (role.role() != Role.PRIMARY) {
      return;
    }
    if (isHigherThan(primary)) {
      link.sendFenced(epochs.served());
      outbid(primary);
    } else {
      fenced(primary.epoch());
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
  void fenced(long epoch) {
    epochs.heard(epoch);
    if (role.role() == Role.PRIMARY && !role.handOvers().confirmedByServing(epoch)) {
      role.standDown("the peer is primary in epoch " + epoch, new Idle(false));
    }
  }

  /**
   * Whether all that this primary writes is newer than what the peer may hold: it serves in a
   * higher epoch than any in which the peer has served, and knows of no higher number.
   */
  boolean isEpochHighest(PeerStatus peer) {
    return epochs.served() > peer.epoch() && epochs.served() >= peer.highestEpoch();
  }

  /**
   * The peer knows a higher number than this primary's, or both have served in the same one,
   * unheard by each other: take the next, so that what is written here wins.
   */
  void outbid(PeerStatus peer) {
    if (!isEpochHighest(peer)) {
      takeNext();
    }
  }

  /** Something was written in that epoch: what is written here must be newer. */
  void outbid(long written) {
    if (written > epochs.served()) {
      takeNext();
    }
  }

  private void takeNext() {
    if (role.phase() instanceof Primary && persisting.isEmpty()) {
      long next = epochs.next();
      epochs.heard(next);
      persisting = Optional.of(next);
      turn.want(new PersistEpoch(next));
    }
  }

  /** The epoch is on disk, or can't be but has to do; false if it isn't waited for here. */
  boolean epochPersisted(long epoch) {
    if (!persisting.equals(Optional.of(epoch))) {
      return false;
    }
    persisting = Optional.empty();
    if (role.phase() instanceof Primary) {
      String why =
          role.peer().filter(peer -> peer.epoch() >= epochs.served()).isPresent()
              ? "the peer has served in its epoch, too, or in a higher one"
              : "a higher epoch than its own was known";
      epochs.serve(epoch);
      role.become(new Primary(epoch), why);
    }
    return true;
  }
}
