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
  private static final long NONE = 0;

  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final Epochs epochs;
  private final RoleMachine role;
  private Optional<Long> persisting = Optional.empty();

  /** The first epoch in which this node served and the peer hasn't been heard since. */
  private long unheardSince = NONE;

  /**
   * The first epoch in which the peer may have served as well as this node, unheard; whoever is
   * primary now.
   */
  private long shared = NONE;

  Rivalry(
      NodeSettings settings, Turn turn, Link link, RoleHost host, Epochs epochs, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.epochs = epochs;
    this.role = role;
  }

  /** The peer says in which epoch it serves or has served. */
  void heard(PeerStatus peer) {
    if (unheardSince != NONE && peer.epoch() >= unheardSince) {
      shared = unheardSince;
    } else if (peer.epoch() != NONE && peer.epoch() == epochs.served()) {
      shared = peer.epoch(); // it began to serve after this node had been heard
    }
    unheardSince = NONE;
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
   * The peer knows a higher number than this primary's: take the next, so that what is written here
   * wins. So it is when both have served in the same one, unheard by each other: what either wrote
   * may look equal and isn't.
   */
  void outbid(PeerStatus peer) {
    boolean needed =
        role.phase() instanceof Primary primary
            && (peer.highestEpoch() > primary.epoch() || shared != NONE);
    if (needed && persisting.isEmpty()) {
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
      epochs.serve(epoch);
      role.become(
          new Primary(epoch),
          shared != NONE
              ? "the peer has served in its epoch, too"
              : "a higher epoch than its own was known");
      serves();
    }
    return true;
  }

  /**
   * This node serves, in an epoch that is its own: what it wrote in one that it shared is written
   * anew.
   */
  void serves() {
    if (link.session().isEmpty() && unheardSince == NONE) {
      unheardSince = epochs.served();
    }
    if (shared != NONE) {
      host.renew(shared);
      shared = NONE;
    }
  }
}
