package org.sipha.core.grid;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;

/** The account of one recall: what came back, what became of it, and what must not come back. */
final class Recovery {
  /** Ends that are remembered at most while a recall isn't over; the oldest is forgotten first. */
  static final int MAX_ENDED = 100_000;

  /** Calls that came from the grid and aren't verified yet. */
  private final Set<CallId> unverified = new HashSet<>();

  /**
   * Calls from before that ended here since the recall is owed: the grid may not know that yet. One
   * that was written here since is known by its version.
   */
  private final Set<CallId> ended = new LinkedHashSet<>();

  /** Calls that are known to be lacking, and haven't come. */
  private final Set<CallId> lacking = new LinkedHashSet<>();

  private boolean owed;
  private long epoch;
  private int found;
  private int recovered;
  private int endedAtCheck;

  /** A recall is owed by a node that serves from now on in that epoch. */
  void begin(long servedEpoch, Collection<CallId> knownToLack) {
    reset();
    owed = true;
    epoch = servedEpoch;
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
  void ended(CallRecord last) {
    if (unverified.remove(last.id())) {
      endedAtCheck++;
    }
    if (owed && last.version().epoch() < epoch) {
      ended.add(last.id());
      if (ended.size() > MAX_ENDED) {
        Iterator<CallId> oldest = ended.iterator();
        oldest.next();
        oldest.remove();
      }
    }
  }

  /** Whether a copy in the grid is of a call that ended here since the recall is owed. */
  boolean hasEnded(CallRecord copy, int serverId) {
    boolean isOwn = copy.version().epoch() >= epoch && copy.version().writer() == serverId;
    return isOwn || ended.contains(copy.id());
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
