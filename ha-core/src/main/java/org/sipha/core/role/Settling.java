package org.sipha.core.role;

import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage.AgreePrimary;
import org.sipha.core.link.PeerMessage.ClaimPrimary;
import org.sipha.core.link.Session;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;

/**
 * When two connected nodes have no primary: who claims, who agrees. The turns are {@link
 * Settlement}'s.
 */
public final class Settling {
  private final NodeSettings settings;
  private final Turn turn;
  private final Link link;
  private final RoleHost host;
  private final Epochs epochs;
  private final RoleMachine role;
  private final Settlement settlement = new Settlement();

  Settling(
      NodeSettings settings, Turn turn, Link link, RoleHost host, Epochs epochs, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.link = link;
    this.host = host;
    this.epochs = epochs;
    this.role = role;
    settlement.forget(turn.now());
  }

  void sessionOpened() {
    settlement.forget(turn.now());
  }

  /** Whether the other has agreed that this node serves. */
  boolean isAgreed() {
    return settlement.isAgreed(turn.now());
  }

  void consider() {
    PeerStatus other = role.peer().orElse(null);
    if (link.state() != ConnectionState.ESTABLISHED || other == null || !isUnsettled(other)) {
      settlement.restart(turn.now());
      return;
    }
    if (!role.maySpeakUp() || !role.address().isCleared()) {
      return;
    }
    long claim = settlement.claimDue(isFirst(other), turn.now());
    if (claim != 0) {
      turn.info("nobody is primary: this node claims it");
      link.sendControl(new ClaimPrimary(claim), epochs.highest());
    }
  }

  private boolean isUnsettled(PeerStatus other) {
    boolean waiting = role.isWaitingForSelfChecks() || other.starting();
    return other.role() != Role.PRIMARY
        && !other.busy()
        && isFree()
        && (!waiting || turn.since(sessionStart()) >= settings.startWait().toNanos());
  }

  private boolean isFree() {
    return !role.phase().isBusy() && role.role() != Role.PRIMARY;
  }

  private long sessionStart() {
    return link.session().map(Session::establishedNanos).orElse(turn.now());
  }

  private boolean isFirst(PeerStatus other) {
    return Settlement.isFirst(
        settings, epochs.served(), host.calls(), other, link.contact().hello());
  }

  /** The other node claims to become primary. */
  public void claimed(ClaimPrimary message) {
    PeerStatus other = role.peer().orElse(null);
    boolean possible = other != null && isFree() && !role.right().isAsking();
    if (other != null && possible && settlement.agreesTo(isFirst(other), turn.now())) {
      turn.info("this node agrees that the peer becomes primary");
      role.peerMayServe();
      link.sendControl(new AgreePrimary(message.claim()), epochs.highest());
    }
  }

  /** The other node agrees. */
  public void agreed(AgreePrimary message) {
    settlement.agreed(message.claim(), turn.now());
  }
}
