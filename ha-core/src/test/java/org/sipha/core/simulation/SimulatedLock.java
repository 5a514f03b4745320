package org.sipha.core.simulation;

import org.jspecify.annotations.Nullable;

/** The lock file that both processes of a host share. */
final class SimulatedLock {
  private @Nullable SimulatedProcess holder;
  private long highestEpoch;

  boolean tryLock(SimulatedProcess process) {
    if (holder != null && holder != process) {
      return false;
    }
    holder = process;
    return true;
  }

  void unlock(SimulatedProcess process) {
    if (holder == process) {
      holder = null;
    }
  }

  boolean isHeldBy(SimulatedProcess process) {
    return holder == process;
  }

  long highestEpoch() {
    return highestEpoch;
  }

  void remember(long epoch) {
    highestEpoch = Math.max(highestEpoch, epoch);
  }
}
