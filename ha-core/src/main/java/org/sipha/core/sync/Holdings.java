package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.NothingToCarry;

/**
 * What a node that doesn't serve tells the primary: its inventory, and the calls that only it
 * holds. Both are sent part by part, as far as there is room.
 */
final class Holdings {
  private final CallTable table;
  private final Link link;
  private final Replication replication;
  private final Tombstones tombstones;
  private final Deque<CallId> toCarry = new ArrayDeque<>();

  /** Calls that the primary has named as missing here. */
  private final Set<CallId> announcedMissing = new LinkedHashSet<>();

  private boolean inventoryRuns;
  private @Nullable CallId toldUpTo;

  Holdings(CallTable table, Link link, Replication replication, Tombstones tombstones) {
    this.replication = replication;
    this.table = table;
    this.link = link;
    this.tombstones = tombstones;
  }

  void reset() {
    inventoryRuns = false;
    toldUpTo = null;
    toCarry.clear();
  }

  void inventoryRequested() {
    inventoryRuns = true;
    toldUpTo = null;
  }

  void carryOver(List<CallId> ids) {
    toCarry.addAll(ids);
  }

  /** Ends by parties that the primary has to learn although no inventory runs. */
  void tellEnds(long epoch) {
    List<Held> ended = tombstones.endedByParty();
    for (int from = 0; from < ended.size(); from += PeerMessage.MAX_ITEMS) {
      int to = Math.min(ended.size(), from + PeerMessage.MAX_ITEMS);
      link.sendControl(new InventoryPart(List.of(), ended.subList(from, to), false), epoch);
    }
  }

  Set<CallId> announcedMissing() {
    return announcedMissing;
  }

  boolean isCarryingOver() {
    return !toCarry.isEmpty()
        || link.session().stream()
            .flatMap(s -> StreamSupport.stream(s.outstanding().spliterator(), false))
            .anyMatch(sent -> sent.message() instanceof CarryOver);
  }

  void pump(long epoch) {
    while (inventoryRuns && tellPart(epoch)) {}
    while (!toCarry.isEmpty() && link.send(carried(toCarry.getFirst()), epoch)) {
      replication.share(toCarry.removeFirst());
    }
  }

  private PeerMessage carried(CallId id) {
    Optional<CallRecord> call = table.find(id);
    return call.isPresent() ? new CarryOver(call.get()) : new NothingToCarry(id);
  }

  /** Sends the next part; false when there was no room. */
  private boolean tellPart(long epoch) {
    if (toldUpTo == null && !tombstones.endedByParty().isEmpty()) {
      tellEnds(epoch);
    }
    List<CallRecord> page = table.page(toldUpTo, PeerMessage.MAX_ITEMS);
    boolean last = page.size() < PeerMessage.MAX_ITEMS;
    List<Held> held = page.stream().map(call -> new Held(call.id(), call.version())).toList();
    if (!link.send(new InventoryPart(held, List.of(), last), epoch)) {
      return false;
    }
    if (last) {
      inventoryRuns = false;
    } else {
      toldUpTo = page.get(page.size() - 1).id();
    }
    return true;
  }
}
