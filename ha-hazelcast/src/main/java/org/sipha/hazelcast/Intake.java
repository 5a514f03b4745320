package org.sipha.hazelcast;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Changes that the node's loop has told and the grid's thread hasn't taken yet: of each key the
 * latest only. Any thread; nobody waits.
 */
final class Intake {
  private final int bound;
  private final Map<String, Change> changes = new ConcurrentHashMap<>();

  /** Holds about {@code bound} changes at most. */
  Intake(int bound) {
    this.bound = bound;
  }

  /** Takes a change; false if there is no room for it, and then it is forgotten. */
  boolean add(Change change) {
    if (changes.size() >= bound && !changes.containsKey(change.key())) {
      return false;
    }
    changes.merge(change.key(), change, (older, newer) -> newer.insteadOf(older));
    return true;
  }

  /** All that is there, which is not here any more then. */
  List<Change> takeAll() {
    List<Change> taken = new ArrayList<>();
    for (String key : List.copyOf(changes.keySet())) {
      Change change = changes.remove(key);
      if (change != null) {
        taken.add(change);
      }
    }
    return taken;
  }
}
