package org.sipha.core.sync;

/** What synchronization needs of the node around it. */
public interface SyncHost {
  /** Whether this node works on calls. */
  boolean isServing();

  /** The epoch in which it does. */
  long epoch();

  /** The highest epoch known, for the frames of a node that doesn't serve. */
  long highestEpoch();

  /**
   * Whether the connected peer is ready to be a backup: it has spoken in this session and isn't
   * primary nor on its way to a role.
   */
  boolean isPeerFollowing();
}
