package org.sipha.core.role;

import org.sipha.core.event.EventCode;
import org.sipha.core.node.Effect.CloseSip;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.NodeSettings;
import org.sipha.core.node.Turn;
import org.sipha.core.role.Phase.Accepting;
import org.sipha.core.role.Phase.Ended;
import org.sipha.core.role.Phase.Idle;
import org.sipha.core.role.Phase.Primary;
import org.sipha.core.role.Phase.StandingDown;

/**
 * The end of the process: a primary hands over first, ready or not, whenever a backup is there;
 * calls that the new primary lacks are given to it; then this node says goodbye. All of that within
 * some seconds.
 */
public final class Shutdown {
  private static final long WITHIN = 5 * Nanos.SECOND;

  /** After the time is up: for the service to close and the right to be released. */
  private static final long GRACE = 2 * Nanos.SECOND;

  private final NodeSettings settings;
  private final Turn turn;
  private final RoleHost host;
  private final RoleMachine role;
  private boolean stopping;
  private boolean triedToHandOver;
  private long untilNanos;

  Shutdown(NodeSettings settings, Turn turn, RoleHost host, RoleMachine role) {
    this.settings = settings;
    this.turn = turn;
    this.host = host;
    this.role = role;
  }

  boolean isStopping() {
    return stopping;
  }

  /** The process has been told to end. */
  public void stop() {
    if (!stopping) {
      stopping = true;
      untilNanos = turn.now() + WITHIN;
      turn.event(EventCode.SERVER_STOPPING, "this node stops");
    }
  }

  /** Time has passed. */
  void consider() {
    if (!stopping) {
      return;
    }
    Phase phase = role.phase();
    if (phase instanceof Ended) {
      return;
    }
    if (turn.now() >= untilNanos + GRACE) {
      turn.want(new CloseSip());
      role.end();
    } else if (phase instanceof Accepting accepting) {
      role.handOvers().openingFailed(accepting.epoch(), settings.nodeName() + " stops");
      role.end();
    } else if (!phase.isBusy() && phase.role() != Role.PRIMARY) {
      if (!host.isCarryingOver() || turn.now() >= untilNanos) {
        role.end();
      }
    } else if (phase instanceof Primary) {
      if (!triedToHandOver && role.commands().hasSuccessor()) {
        triedToHandOver = true;
        if (!role.commands().isSwitchoverSafe()) {
          host.noteDoubleFailure("stopped while a switchover was not safe", true);
        }
        role.handOvers().begin(new Requester.Shutdown(), true);
      } else {
        role.standDown("this node stops", new Idle(true));
      }
    } else if (turn.now() >= untilNanos && !(phase instanceof StandingDown)) {
      role.standDown("this node stops, the hand-over takes too long", new Idle(true));
    }
  }
}
