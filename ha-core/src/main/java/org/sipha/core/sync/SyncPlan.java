package org.sipha.core.sync;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.Held;

/**
 * The difference between what a primary holds and what its backup says it holds (SPEC 3.1): a pure
 * diff, fed part by part while both tables go on changing. What the primary sends and the backup
 * confirms meanwhile is taken out as it happens.
 */
final class SyncPlan {
  private final CallTable table;
  private final Tombstones tombstones;

  /** Calls of which the backup hasn't shown yet that it holds them in the present version. */
  private final Set<CallId> unverified = new LinkedHashSet<>();

  /** Those of them of which the backup has an older copy. */
  private final Set<CallId> stale = new HashSet<>();

  /** Starts with everything the primary holds now. */
  SyncPlan(CallTable table, Tombstones tombstones) {
    this.table = table;
    this.tombstones = tombstones;
    table.all().forEach(call -> unverified.add(call.id()));
  }

  /** What is to be done about one call that the backup holds. */
  enum Verdict {
    /** Both hold the same. */
    EQUAL,
    /** The primary has a newer copy: the call is missing at the backup. */
    STALE,
    /** It ended, and the backup will be told, or has been: its message is on the way. */
    GHOST,
    /** Only the backup has it, or has it in a newer version: the primary wants it (SPEC 3.4). */
    CARRY_OVER
  }

  Verdict judge(Held held) {
    Optional<Version> own = table.find(held.id()).map(CallRecord::version);
    if (own.isEmpty()) {
      return tombstones.find(held.id()).isPresent() ? Verdict.GHOST : Verdict.CARRY_OVER;
    }
    if (held.version().isNewerThan(own.get())) {
      return Verdict.CARRY_OVER;
    }
    if (own.get().isNewerThan(held.version())) {
      stale.add(held.id());
      return Verdict.STALE;
    }
    unverified.remove(held.id());
    return Verdict.EQUAL;
  }

  /** The backup has confirmed the call in its present version, or the call has ended. */
  void settled(CallId id) {
    unverified.remove(id);
  }

  /** Settles those of which that is true; returns them. */
  Set<CallId> settleAll(Predicate<CallId> isEqual) {
    Set<CallId> settled = new LinkedHashSet<>();
    unverified.removeIf(id -> isEqual.test(id) && settled.add(id));
    return settled;
  }

  boolean isUnverified(CallId id) {
    return unverified.contains(id);
  }

  boolean isStale(CallId id) {
    return stale.contains(id);
  }

  /**
   * After the last part: the calls to send, but for those which the rules exclude (SPEC 2,
   * multisite).
   */
  List<CallId> missing(Set<CallId> excluded) {
    return unverified.stream().filter(id -> !excluded.contains(id)).toList();
  }
}
