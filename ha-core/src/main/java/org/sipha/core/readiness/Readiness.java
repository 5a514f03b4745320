package org.sipha.core.readiness;

import java.util.List;

/**
 * What a node answers to "may I switch over, may I upgrade this node".
 *
 * @param forSwitchover whether a switchover loses no call
 * @param forUpgrade whether this node may be stopped
 * @param blockers every condition that doesn't hold; empty when {@code forSwitchover}
 * @param notes shown beside the blockers but holding nothing back, such as {@code peer-frozen}
 */
public record Readiness(
    boolean forSwitchover, boolean forUpgrade, List<Blocker> blockers, List<Blocker> notes) {
  /** Copies the lists. */
  public Readiness {
    blockers = List.copyOf(blockers);
    notes = List.copyOf(notes);
    if (forSwitchover && !blockers.isEmpty()) {
      throw new IllegalArgumentException("ready in spite of " + blockers);
    }
  }
}
