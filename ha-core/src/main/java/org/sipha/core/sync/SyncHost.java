package org.sipha.core.sync;

import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Version;

/** What synchronization needs of the node around it. */
public interface SyncHost {
  /** Whether this node works on calls. */
  boolean isServing();

  /** The epoch in which it does. */
  long epoch();

  /** The highest epoch known, for the frames of a node that doesn't serve. */
  long highestEpoch();

  /**
   * Whether the connected peer is ready to be a backup: it has spoken in this session, isn't
   * primary nor on its way to a role, and what this node writes from now on is newer than all that
   * it holds. Otherwise it would confirm changes and keep its own copy.
   */
  boolean isPeerFollowing();

  /**
   * The version of what this node writes now, over a copy in the version {@code before}; null if
   * the call is new.
   */
  Version next(@Nullable Version before);
}
