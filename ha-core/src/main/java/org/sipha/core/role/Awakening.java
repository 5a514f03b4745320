package org.sipha.core.role;

import org.sipha.core.event.EventCode;
import org.sipha.core.link.Link;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;

/**
 * A primary that stood still believes on waking that it still serves. With {@code manual} nothing
 * but the peer can tell it that somebody else was promoted meanwhile, so it serves nobody until it
 * has heard the peer, at most for {@code addp-timeout}: a peer that doesn't answer by then is gone
 * or cut off, and telephones that wait are better served by this node. An arbiter that holds a
 * right for this node leaves no such doubt.
 *
 * <p>The peer counts its silence from the last heartbeat, which was sent before this node stood
 * still, so half of {@code addp-timeout} is already enough for doubt.
 */
final class Awakening {
  private final long timeoutNanos;
  private final Turn turn;
  private final Link link;
  private final RoleMachine role;
  private boolean inDoubt;
  private long wokeNanos;

  Awakening(NodeSettings settings, Turn turn, Link link, RoleMachine role) {
    this.timeoutNanos = settings.addpTimeout().toNanos();
    this.turn = turn;
    this.link = link;
    this.role = role;
  }

  /** The node ticks, so much too late. */
  void ticked(long lateNanos) {
    if (lateNanos > timeoutNanos / 2 && role.isManual() && role.isServing()) {
      inDoubt = true;
      wokeNanos = turn.now();
      turn.event(
          EventCode.STOOD_STILL,
          "stood still for " + Nanos.millis(lateNanos) + ": serves nobody until the peer is heard");
    }
  }

  /** Time has passed, or the peer has been heard. */
  void consider() {
    if (inDoubt && (isPeerHeard() || turn.since(wokeNanos) >= timeoutNanos || !role.isServing())) {
      inDoubt = false;
      turn.event(
          EventCode.WOKE_UP,
          role.isServing()
              ? "serves again: "
                  + (isPeerHeard() ? "the peer is not primary" : "the peer is silent")
              : "was replaced while it stood still");
    }
  }

  /**
   * Whether the peer has answered a heartbeat that was sent since then. Whatever else it has said,
   * its Hello included, may have waited in a socket from before somebody was promoted.
   */
  private boolean isPeerHeard() {
    return link.state() == ConnectionState.ESTABLISHED && link.hasEchoed(wokeNanos);
  }

  boolean isInDoubt() {
    return inDoubt;
  }
}
