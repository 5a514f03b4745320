package org.sipha.core.sync;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;

/**
 * The multisite calls of a node, and which of them existed before the HA connection was established
 * (SPEC 2).
 */
final class MultisiteCalls {
  /** Each with the time at which this process first saw it. */
  private final Map<CallId, Seen> calls = new LinkedHashMap<>();

  private final Set<CallId> before = new LinkedHashSet<>();
  private long session;

  private record Seen(long bornSession, long sinceNanos) {}

  void put(CallRecord call, long nowNanos) {
    if (call.multisite()) {
      calls.putIfAbsent(call.id(), new Seen(call.bornSession(), nowNanos));
      if (session != 0 && call.bornSession() != session) {
        before.add(call.id());
      }
    }
  }

  void remove(CallId id) {
    calls.remove(id);
    before.remove(id);
  }

  void sessionOpened(long id) {
    session = id;
    before.clear();
    calls.forEach(
        (call, seen) -> {
          if (seen.bornSession() != id) {
            before.add(call);
          }
        });
  }

  int size() {
    return calls.size();
  }

  /** Those that existed before the present session. */
  Set<CallId> before() {
    return before;
  }

  /** For how long the oldest of {@link #before} has been known to this process. */
  long oldestBefore(long nowNanos) {
    long oldest = 0;
    for (CallId id : before) {
      Seen seen = calls.get(id);
      oldest = seen == null ? oldest : Math.max(oldest, nowNanos - seen.sinceNanos());
    }
    return oldest;
  }
}
