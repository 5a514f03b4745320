package org.sipha.core.role;

import org.sipha.core.link.Frame.Promise;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.node.Turn;
import org.sipha.core.port.LeaseSettings;

/**
 * The word that a backup gives with each heartbeat while the primary can't renew its right (SPEC 4,
 * {@link WithoutQuorum#GO_ON}): it doesn't ask the arbiter for {@code addp-timeout}, counted from
 * when it sent that heartbeat. The primary counts from when it sent the one that this one echoes,
 * which was before, and stops earlier by a margin: so it serves no longer when the other asks.
 *
 * <p>A word is kept after a cut, too. A process that has just started doesn't know what the one
 * before it has promised, so it behaves as if it had.
 */
final class Promises {
  /** Different rates of the two clocks, and what is on its way already. */
  private static final long ON_ITS_WAY = 100 * Nanos.MILLI;

  private static final long MARGIN = LeaseSettings.UNNOTICED.toNanos() + ON_ITS_WAY;

  private final boolean areUsed;
  private final long timeoutNanos;
  private final Turn turn;
  private final RoleMachine role;
  private long boundUntil;
  private long heardUntil;
  private boolean wanted;

  Promises(NodeSettings settings, Turn turn, RoleMachine role) {
    this.areUsed =
        settings.arbiter() == ArbiterType.ETCD && settings.withoutQuorum() == WithoutQuorum.GO_ON;
    this.timeoutNanos = settings.addpTimeout().toNanos();
    this.turn = turn;
    this.role = role;
    this.boundUntil = turn.now() + (areUsed ? timeoutNanos : 0);
    this.heardUntil = turn.now();
  }

  /** What a heartbeat that is sent now says; binds this node if it is a promise. */
  Promise say() {
    if (!areUsed) {
      return Promise.NONE;
    }
    if (role.right().needsPromise()) {
      return Promise.WANTED;
    }
    boolean mayGive =
        !role.phase().isBusy() && role.role() != Role.PRIMARY && !role.right().isAsking();
    if (wanted && mayGive && role.isPeerPrimary()) {
      boundUntil = turn.now() + timeoutNanos;
      return Promise.GIVEN;
    }
    return Promise.NONE;
  }

  /**
   * The peer has said that, in answer to a heartbeat that this node sent at that moment; 0 if to
   * none.
   */
  void heard(Promise promise, long sentNanos) {
    wanted = promise == Promise.WANTED;
    if (promise == Promise.GIVEN && areUsed && sentNanos != 0) {
      long until = Math.min(sentNanos, turn.now()) + timeoutNanos - MARGIN;
      heardUntil = until - heardUntil > 0 ? until : heardUntil;
    }
  }

  /** The session is over: what the next one's peer wants isn't known. */
  void sessionEnded() {
    wanted = false;
  }

  /** The primary has released its right: nobody needs this node's word any more. */
  void release() {
    boundUntil = turn.now();
  }

  /** Whether this node has promised not to ask. */
  boolean isBound() {
    return boundUntil - turn.now() > 0;
  }

  /** Whether a primary may go on because of what the backup has promised. */
  boolean isGiven() {
    return heardUntil - turn.now() > 0;
  }

  /** Until when that holds; in the past if it doesn't. */
  long givenUntil() {
    return heardUntil;
  }
}
