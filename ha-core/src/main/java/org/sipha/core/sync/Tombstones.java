package org.sipha.core.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.Held;

/**
 * The ends of calls that this process of the peer may still hold: kept until it has confirmed the
 * end, or a new process has taken its place (DESIGN, inventory). There are never more than calls
 * were shared with it.
 */
final class Tombstones {
  private final Map<CallId, Tombstone> byCall = new LinkedHashMap<>();

  private record Tombstone(Version version, EndCause cause) {}

  void put(CallId id, Version version, EndCause cause) {
    byCall.put(id, new Tombstone(version, cause));
  }

  Optional<Version> find(CallId id) {
    return Optional.ofNullable(byCall.get(id)).map(Tombstone::version);
  }

  /**
   * The peer holds the call in a version that is newer than its end: the end has to be newer still.
   */
  Version outdo(CallId id, Version held) {
    Tombstone tombstone = byCall.get(id);
    if (tombstone == null) {
      throw new IllegalStateException("no tombstone of " + id);
    }
    if (tombstone.version().isNewerThan(held)) {
      return tombstone.version();
    }
    Version newer = held.next(tombstone.version().epoch(), tombstone.version().writer());
    byCall.put(id, new Tombstone(newer, tombstone.cause()));
    return newer;
  }

  /** The peer knows the end in this version. */
  void confirmed(CallId id, Version version) {
    Tombstone tombstone = byCall.get(id);
    if (tombstone != null && !tombstone.version().isNewerThan(version)) {
      byCall.remove(id);
    }
  }

  void remove(CallId id) {
    byCall.remove(id);
  }

  List<CallId> ids() {
    return List.copyOf(byCall.keySet());
  }

  boolean isEndedByParty(CallId id) {
    Tombstone tombstone = byCall.get(id);
    return tombstone != null && tombstone.cause() == EndCause.PARTY;
  }

  /** What parties ended here: it counts on whichever node it happened. */
  List<Held> endedByParty() {
    List<Held> ended = new ArrayList<>();
    byCall.forEach(
        (id, tombstone) -> {
          if (tombstone.cause() == EndCause.PARTY) {
            ended.add(new Held(id, tombstone.version()));
          }
        });
    return ended;
  }

  void clear() {
    byCall.clear();
  }
}
