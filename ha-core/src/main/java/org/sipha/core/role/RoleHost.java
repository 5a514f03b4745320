package org.sipha.core.role;

import java.util.Optional;
import org.sipha.core.readiness.Readiness;

/** What the role machine needs of the node around it. */
public interface RoleHost {
  /** The verdict of this node now. */
  Readiness readiness();

  /** Number of calls this node holds. */
  int calls();

  /** How many changes of calls the backup hasn't confirmed. */
  int unconfirmedChanges();

  /**
   * This node serves now.
   *
   * @param level whether by a hand-over in this session, so that both nodes hold the same
   * @param complete whether it lacks no call
   */
  void beganServing(boolean level, boolean complete);

  /** Whether this node, when it last served, hadn't recovered all that the grid has. */
  boolean isRecalling();

  /** This node works on calls no longer. */
  void stoppedServing();

  /** This node handed over and the other serves: carry over to it what it lacks. */
  void carryOverMissing();

  /** Whether the peer still has to confirm calls that it was given to carry on. */
  boolean isCarryingOver();

  /**
   * A takeover while readiness was 0: note which calls can't be carried.
   *
   * @param countKnown whether the missing calls had been counted, and none can have come since
   */
  void noteDoubleFailure(String cause, boolean countKnown);

  /** Compares all calls with the backup's by id and version; says why not if it doesn't. */
  Optional<String> compareInFull();

  /** Heartbeat at once. */
  void speakNow();

  /** This process ends: say goodbye. */
  void sayGoodbye();
}
