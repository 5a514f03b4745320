package org.sipha.core.grid;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sipha.core.call.CallId;

/** The account of one recall: what came back, what became of it, and what must not come back. */
final class Recovery {
  /** Ends that are remembered at most while a recall isn't over; the oldest is forgotten first. */
  static final int MAX_ENDED = 100_000;

  /** Calls that came from the grid and aren't verified yet. */
  private final Set<CallId> unverified = new HashSet<>();

  /** Calls that ended here since the recall is owed: the grid may not know that yet. */
  private final Set<CallId> ended = new LinkedHashSet<>();

  /** Calls that are known to be lacking, and haven't come. */
  private final Set<CallId> lacking = new LinkedHashSet<>();

  private boolean owed;
  private int found;
  private int recovered;
  private int endedAtCheck;

  /** A recall is owed. */
  void begin(Collection<CallId> knownToLack) {
    reset();
    owed = true;
    lacking.addAll(knownToLack);
  }

  /** Nothing is owed. */
  void reset() {
    owed = false;
    unverified.clear();
    ended.clear();
    lacking.clear();
    found = 0;
    recovered = 0;
    endedAtCheck = 0;
  }

  /** Everything was read: what hasn't come won't. */
  void whole() {
    owed = false;
    ended.clear();
  }

  boolean isOwed() {
    return owed;
  }

  /** A call of this node has ended. */
  void ended(CallId id) {
    if (unverified.remove(id)) {
      endedAtCheck++;
    }
    if (owed) {
      ended.add(id);
      if (ended.size() > MAX_ENDED) {
        Iterator<CallId> oldest = ended.iterator();
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Whether a call ended here since the recall is owed. */
  boolean hasEnded(CallId id) {
    return ended.contains(id);
  }

  /** A call that this node lacked has come. */
  void found(CallId id) {
    found++;
    unverified.add(id);
    lacking.remove(id);
  }

  /** Both parties of a call have it. */
  void verified(CallId id) {
    if (unverified.remove(id)) {
      recovered++;
    }
  }

  int foundCount() {
    return found;
  }

  int recoveredCount() {
    return recovered;
  }

  int endedAtCheckCount() {
    return endedAtCheck;
  }

  int pending() {
    return unverified.size();
  }

  int lackingCount() {
    return lacking.size();
  }

  List<CallId> lacking(int limit) {
    return lacking.stream().limit(limit).toList();
  }
}
