package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
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
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.NothingToCarry;
import org.sipha.core.link.Session;

/**
 * What a node that doesn't serve tells the primary: its inventory, and the calls that only it
 * holds. Both are sent part by part, as far as there is room.
 */
final class Holdings {
  /** No inventory has that number. */
  private static final int NONE = 0;

  private final CallTable table;
  private final Link link;
  private final Replication replication;
  private final Tombstones tombstones;
  private final Deque<CallId> toCarry = new ArrayDeque<>();

  /** Calls that the primary has named as missing here. */
  private final Set<CallId> announcedMissing = new LinkedHashSet<>();

  /** The inventory that is being answered, and what is still to be answered of it. */
  private int inventory;

  private final Deque<PeerMessage> asked = new ArrayDeque<>();
  private @Nullable CallDigests digests;
  private boolean endsUntold;

  /** The list that is being told, and how far; null if none is. */
  private @Nullable List<CallId> toTell;

  private int told;

  Holdings(CallTable table, Link link, Replication replication, Tombstones tombstones) {
    this.replication = replication;
    this.table = table;
    this.link = link;
    this.tombstones = tombstones;
  }

  void reset() {
    forgetInventory();
    toCarry.clear();
  }

  private void forgetInventory() {
    inventory = NONE;
    asked.clear();
    digests = null;
    toTell = null;
    endsUntold = false;
  }

  void digestsRequested(DigestRequest request) {
    requested(request.inventory(), request);
  }

  void inventoryRequested(InventoryRequest request) {
    requested(request.inventory(), request);
  }

  private void requested(int number, PeerMessage request) {
    if (number != inventory) {
      forgetInventory();
      inventory = number;
      endsUntold = true;
    }
    if (asked.size() >= Inventory.MAX_UNANSWERED) {
      link.drop("the peer asks for more at once than an inventory needs");
      return;
    }
    asked.add(request);
  }

  void carryOver(List<CallId> ids) {
    toCarry.addAll(ids);
    if (toCarry.size() > PeerMessage.MAX_CALLS) {
      link.drop("the peer asks for more calls than a node can hold");
    }
  }

  /** The primary has named calls that are missing here. */
  void announced(List<CallId> ids) {
    announcedMissing.addAll(ids);
    if (announcedMissing.size() > PeerMessage.MAX_CALLS) {
      link.drop("the peer names more missing calls than a node can hold");
    }
  }

  /** Ends by parties that the primary has to learn although no inventory runs. */
  void tellEnds(long epoch) {
    List<Held> ended = tombstones.endedByParty();
    for (int from = 0; from < ended.size(); from += PeerMessage.MAX_ITEMS) {
      int to = Math.min(ended.size(), from + PeerMessage.MAX_ITEMS);
      link.sendControl(new InventoryPart(NONE, List.of(), ended.subList(from, to), false), epoch);
    }
  }

  /**
   * The primary has said that the call ended. It may forget that once this is confirmed, also
   * before a lost socket is replaced and what was carried over on it is sent again.
   */
  void ended(CallId id) {
    link.session().ifPresent(session -> session.retractCarryOver(id));
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
    if (endsUntold) {
      endsUntold = false;
      tellEnds(epoch);
    }
    while (!asked.isEmpty() && answer(asked.getFirst(), epoch)) {
      asked.removeFirst();
    }
    while (!toCarry.isEmpty() && link.send(carried(toCarry.getFirst()), epoch)) {
      replication.share(toCarry.removeFirst());
    }
  }

  private PeerMessage carried(CallId id) {
    Optional<CallRecord> call = table.find(id);
    return call.isPresent() ? new CarryOver(call.get()) : new NothingToCarry(id);
  }

  /** Answers a request; false when there was no room for the whole of it. */
  private boolean answer(PeerMessage request, long epoch) {
    if (request instanceof DigestRequest digestRequest) {
      return link.send(digests(digestRequest), epoch);
    }
    InventoryRequest inventoryRequest = (InventoryRequest) request;
    if (toTell == null) {
      toTell = idsIn(inventoryRequest.buckets());
      told = 0;
    }
    do {
      if (!tellPart(toTell, epoch)) {
        return false;
      }
    } while (told < toTell.size());
    toTell = null;
    return true;
  }

  private Digests digests(DigestRequest request) {
    CallDigests own = digests;
    if (own == null || own.leafBits() != request.leafBits()) {
      own = new CallDigests(table.all(), session(), request.leafBits());
      digests = own;
    }
    return new Digests(request.inventory(), request.buckets(), own.below(request.buckets()));
  }

  private List<CallId> idsIn(Buckets buckets) {
    BitSet wanted = new BitSet(1 << buckets.bits());
    buckets.numbers().forEach(wanted::set);
    List<CallId> ids = new ArrayList<>();
    for (CallRecord call : table.all()) {
      if (wanted.get(CallDigests.bucket(call.id(), session(), buckets.bits()))) {
        ids.add(call.id());
      }
    }
    return ids;
  }

  /**
   * Sends the next part, with the versions that are held now: what is told, confirmed and applied
   * is one ordered stream. False when there was no room.
   */
  private boolean tellPart(List<CallId> ids, long epoch) {
    int to = Math.min(ids.size(), told + PeerMessage.MAX_ITEMS);
    List<Held> held = new ArrayList<>();
    for (CallId id : ids.subList(told, to)) {
      table.find(id).ifPresent(call -> held.add(new Held(id, call.version())));
    }
    boolean last = to == ids.size();
    if (!link.send(new InventoryPart(inventory, held, List.of(), last), epoch)) {
      return false;
    }
    told = to;
    return true;
  }

  private long session() {
    return link.session().map(Session::id).orElse(0L);
  }
}
