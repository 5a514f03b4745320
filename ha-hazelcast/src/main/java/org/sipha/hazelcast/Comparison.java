package org.sipha.hazelcast;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.hazelcast.Lanes.Clock;

/**
 * Makes the map equal to the node's table: reads the keys and versions that the map has, writes
 * what it lacks or has in an older version, and removes the ghosts, calls that only the map has, if
 * that is allowed. It goes on beside the live changes and slower than they: {@value #AT_ONCE}
 * writes for each tick, and none while as many wait. Only the grid's thread uses it.
 *
 * <pre>
 *   SCANNING   reading what the map has
 *   CALLS      going through the table, in the order of ids
 *   GHOSTS     going through what only the map has
 *   WRITING    all is on its way
 *   EQUAL      all of it is in the map
 *   UNLIKE     the map keeps something that the table doesn't have, or the other way round
 *   FAILED     the map couldn't be read
 * </pre>
 */
final class Comparison {
  /** Ten ticks a second: 10,000 calls a second, a tenth of what a grid can take. */
  static final int AT_ONCE = 1_000;

  private static final int PAGE = 1_000;
  private static final int PAGES_AT_ONCE = 20;

  enum Phase {
    SCANNING,
    CALLS,
    GHOSTS,
    WRITING,
    EQUAL,
    UNLIKE,
    FAILED
  }

  private final Table table;
  private final Lanes lanes;
  private final Clock clock;
  private final boolean mayRemove;
  private final Scan scan;
  private Phase phase = Phase.SCANNING;
  private Map<String, Stored> heads = Map.of();
  private @Nullable CallId after;
  private @Nullable Iterator<Map.Entry<String, Stored>> left;
  private int kept;
  private long endNanos;
  private String failure = "";

  /**
   * Begins.
   *
   * @param mayRemove whether the table lacks nothing, so that what only the map has may go
   */
  Comparison(
      GridMap map, Table table, Lanes lanes, boolean mayRemove, Executor scanThread, Clock clock) {
    this.table = table;
    this.lanes = lanes;
    this.mayRemove = mayRemove;
    this.clock = clock;
    scan = Scan.begin(map, scanThread);
  }

  Phase phase() {
    return phase;
  }

  /** Why it failed. */
  String failure() {
    return failure;
  }

  /** Nobody wants it any more. */
  void cancel() {
    scan.cancel();
  }

  /** Goes on as far as there is room. */
  void tick() {
    if (phase == Phase.SCANNING) {
      takeHeads();
    }
    int room = AT_ONCE - lanes.waiting();
    for (int page = 0; phase == Phase.CALLS && page < PAGES_AT_ONCE && room > 0; page++) {
      room -= putCalls(room);
    }
    if (phase == Phase.GHOSTS) {
      removeGhosts(room);
    }
    if (phase == Phase.WRITING && lanes.oldestNanos() - endNanos >= 0) {
      phase = kept == 0 ? Phase.EQUAL : Phase.UNLIKE;
    }
  }

  private void takeHeads() {
    CompletableFuture<Map<String, Stored>> read = scan.heads();
    if (read.isCompletedExceptionally()) {
      failure = read.handle((heads, why) -> Failures.text(why)).join();
      phase = Phase.FAILED;
    } else if (read.isDone()) {
      heads = read.join();
      for (RegistrationRecord copy : table.registrations().copies()) {
        // All at once: there are no more of them than configured DNs.
        if (lacks(Keys.ofRegistration(copy.dn()), copy.version())) {
          lanes.addUnlessTold(table.change(copy, clock.nanos()));
        }
      }
      phase = Phase.CALLS;
    }
  }

  /** Returns how many were put. */
  private int putCalls(int room) {
    List<CallRecord> page = table.calls().page(after, PAGE);
    int put = 0;
    for (CallRecord call : page) {
      if (put == room) {
        return put;
      }
      if (lacks(Keys.of(call.id()), call.version())) {
        lanes.addUnlessTold(table.change(call, clock.nanos()));
        put++;
      }
      after = call.id();
    }
    if (page.size() < PAGE) {
      phase = Phase.GHOSTS;
      left = heads.entrySet().iterator();
    }
    return put;
  }

  private boolean lacks(String key, Version version) {
    Stored head = heads.remove(key);
    if (head == null || version.isNewerThan(head.version())) {
      return true;
    }
    kept += head.ended() ? 1 : 0; // an end stands against it, until the map forgets that
    return false;
  }

  private void removeGhosts(int room) {
    int left = room;
    Iterator<Map.Entry<String, Stored>> rest = this.left;
    while (left > 0 && rest != null && rest.hasNext()) {
      Map.Entry<String, Stored> one = rest.next();
      Optional<CallId> id = Keys.call(one.getKey());
      if (id.isPresent() && !one.getValue().ended() && table.calls().find(id.get()).isEmpty()) {
        if (mayRemove) {
          lanes.addUnlessTold(Table.end(one.getKey(), one.getValue().version(), clock.nanos()));
          left--;
        } else {
          kept++;
        }
      }
    }
    if (rest == null || !rest.hasNext()) {
      heads = Map.of();
      endNanos = clock.nanos();
      phase = Phase.WRITING;
    }
  }
}
