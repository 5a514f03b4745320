package org.sipha.core.port;

/** Keeps the highest epoch number of this server over restarts. */
public interface EpochStore {
  /**
   * Writes the number so that it survives a loss of power; answers {@code EpochPersisted} or {@code
   * EpochNotPersisted}.
   */
  void persist(long epoch);
}
