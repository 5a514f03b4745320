package org.sipha.core.call;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The calls that ended a short while ago. A party sends its BYE again for up to 64*T1 (RFC 3261
 * 17.1.2.2) when the answer got lost with a server, and has to hear then that the call is over; of
 * a call that nobody knows it has to hear that, too, and not the same.
 *
 * <p>Only the node's loop writes; any thread reads. At the bound the oldest end is forgotten first.
 */
public final class EndedCalls {
  /** 64*T1. */
  static final long KEPT_NANOS = 32_000_000_000L;

  /** The ends of 32 s at 1,000 a second: some 4 MB. */
  static final int MAX = 32_768;

  private final Set<CallId> ids = ConcurrentHashMap.newKeySet();
  private final Deque<End> byAge = new ArrayDeque<>();

  private record End(CallId id, long atNanos) {}

  /** A call has ended, or one that ended before is told again. */
  public void add(CallId id, long nowNanos) {
    expire(nowNanos);
    if (ids.add(id)) {
      byAge.addLast(new End(id, nowNanos));
      if (byAge.size() > MAX) {
        ids.remove(byAge.removeFirst().id);
      }
    }
  }

  /** Forgets what ended longer ago than 32 s. */
  public void expire(long nowNanos) {
    while (!byAge.isEmpty() && nowNanos - byAge.getFirst().atNanos >= KEPT_NANOS) {
      ids.remove(byAge.removeFirst().id);
    }
  }

  /** Whether the call ended within the last 32 s, as far as there was room to remember. */
  public boolean contains(CallId id) {
    return ids.contains(id);
  }
}
