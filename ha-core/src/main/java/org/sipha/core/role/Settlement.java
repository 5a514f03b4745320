package org.sipha.core.role;

import org.jspecify.annotations.Nullable;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;

/**
 * How two connected nodes without a primary find one (SPEC 4): the better one claims first, the
 * other agrees and doesn't ask itself for 2 s; after 2 s without success it is the other's turn.
 */
final class Settlement {
  private static final long TURN = 2 * Nanos.SECOND;

  private long sinceNanos;
  private long turnOfClaim = -1;
  private long claim;
  private boolean claiming;
  private long agreedUntilNanos;
  private long ownAgreementUntilNanos;

  /**
   * Somebody is primary, or a role change runs, or a self-check does: turns begin to count when
   * that ends.
   */
  void restart(long nowNanos) {
    sinceNanos = nowNanos;
    turnOfClaim = -1;
    claiming = false;
    agreedUntilNanos = nowNanos;
  }

  /** A new session: what was agreed in the old one is void. */
  void forget(long nowNanos) {
    restart(nowNanos);
    ownAgreementUntilNanos = nowNanos;
  }

  /** Number of a claim that is to be made now, 0 if none. */
  long claimDue(boolean isFirst, long nowNanos) {
    long turn = (nowNanos - sinceNanos) / TURN;
    boolean myTurn = (turn % 2 == 0) == isFirst;
    if (!myTurn || turn == turnOfClaim || nowNanos < ownAgreementUntilNanos) {
      return 0;
    }
    turnOfClaim = turn;
    claiming = true;
    return ++claim;
  }

  /** The other claims; true if this node agrees. A node that is first and claims itself doesn't. */
  boolean agreesTo(boolean isFirst, long nowNanos) {
    if (nowNanos < agreedUntilNanos || (claiming && isFirst && !isOver(nowNanos))) {
      return false;
    }
    claiming = false;
    ownAgreementUntilNanos = nowNanos + TURN;
    return true;
  }

  private boolean isOver(long nowNanos) {
    return (nowNanos - sinceNanos) / TURN != turnOfClaim;
  }

  /** The other agreed to a claim. */
  void agreed(long toClaim, long nowNanos) {
    if (claiming && toClaim == claim) {
      claiming = false;
      // Counted from the claim's turn, not from now: the other counts its 2 s from when it agreed,
      // which was earlier.
      agreedUntilNanos = nowNanos + TURN / 2;
    }
  }

  /** Whether the other has agreed and still keeps still. */
  boolean isAgreed(long nowNanos) {
    return nowNanos < agreedUntilNanos;
  }

  /**
   * Whether this node is the better one: first the one that served in the highest epoch, then the
   * one that holds calls, then the preferred one, then the one with the lower server id.
   */
  static boolean isFirst(
      NodeSettings settings, long epoch, int calls, PeerStatus peer, @Nullable Hello peerHello) {
    if (epoch != peer.epoch()) {
      return epoch > peer.epoch();
    }
    if ((calls > 0) != (peer.calls() > 0)) {
      return calls > 0;
    }
    boolean peerPreferred = peerHello != null && peerHello.preferredPrimary();
    if (settings.preferredPrimary() != peerPreferred) {
      return settings.preferredPrimary();
    }
    return peerHello == null || settings.serverId() < peerHello.serverId();
  }
}
