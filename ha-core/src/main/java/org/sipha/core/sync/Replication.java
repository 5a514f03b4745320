package org.sipha.core.sync;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.link.Session;
import org.sipha.core.node.DelayCounter;
import org.sipha.core.node.Delays;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.Turn;

/**
 * Live replication: what changes on the primary goes to the backup at once, before any
 * synchronization (SPEC 3.2). What finds no room is marked dirty and sent in its latest state when
 * there is room (SPEC 3.6): the mark of a call is one entry however often it changes.
 */
final class Replication {
  /** A change that is unconfirmed for longer counts as unsynchronized (SPEC 2). */
  static final long LATE_AFTER = Nanos.SECOND;

  private final CallTable table;
  private final Link link;
  private final Turn turn;
  private final Tombstones tombstones;

  /** With the time of the first change that wasn't sent. */
  private final Map<CallId, Long> dirty = new LinkedHashMap<>();

  private final DelayCounter delay = new DelayCounter();
  private long dirtySince;

  /** Of the peer's process; 0 before any was there. */
  private int generation;

  Replication(CallTable table, Link link, Turn turn, Tombstones tombstones) {
    this.table = table;
    this.link = link;
    this.turn = turn;
    this.tombstones = tombstones;
  }

  /**
   * Another process is at the other end: it holds nothing that this node knows of, and needs no
   * ends.
   */
  void newPeerProcess() {
    generation++;
    tombstones.clear();
  }

  /** The peer's present process may hold the call. */
  void share(CallId id) {
    table.share(id, generation);
  }

  /** Whether it may. */
  boolean isShared(CallId id) {
    return generation > 0 && table.isShared(id, generation);
  }

  void changed(CallRecord call, long epoch) {
    tell(call.id(), new CallChange(call), epoch);
    share(call.id());
  }

  void ended(CallId id, Version version, EndCause cause, long epoch) {
    tombstones.put(id, version, cause);
    tell(id, new CallEnd(id, version), epoch);
  }

  /** The latest state of a call, now or when there is room. */
  private void tell(CallId id, PeerMessage latest, long epoch) {
    if (link.send(latest, epoch, dirty.getOrDefault(id, turn.now()))) {
      dirty.remove(id);
    } else {
      markDirty(id);
    }
  }

  /** Everything that ended while no session was there has to be told. */
  void resendEnds() {
    dirty.clear();
    tombstones.ids().forEach(this::markDirty);
  }

  void markDirty(CallId id) {
    if (dirty.isEmpty()) {
      dirtySince = turn.now();
    }
    dirty.putIfAbsent(id, turn.now());
  }

  /** Sends what is dirty as far as there is room. */
  void pump(long epoch) {
    while (!dirty.isEmpty()) {
      Map.Entry<CallId, Long> first = dirty.entrySet().iterator().next();
      CallId id = first.getKey();
      Optional<PeerMessage> latest = latest(id);
      if (latest.isPresent() && !link.send(latest.get(), epoch, first.getValue())) {
        return;
      }
      dirty.remove(id);
      share(id);
    }
  }

  private Optional<PeerMessage> latest(CallId id) {
    Optional<PeerMessage> change = table.find(id).map(CallChange::new);
    return change.isPresent() ? change : tombstones.find(id).map(v -> new CallEnd(id, v));
  }

  Set<CallId> dirty() {
    return dirty.keySet();
  }

  void forgetDirty() {
    dirty.clear();
  }

  /** The backup has applied a message. */
  void confirmed(Session.Outstanding sent) {
    if (isLive(sent.message())) {
      delay.add(turn.since(sent.sinceNanos()));
    }
  }

  /** From each change until the backup confirmed it. */
  Delays delay() {
    return delay.delays();
  }

  /** Changes that the backup hasn't confirmed. */
  int unconfirmed() {
    int count = dirty.size();
    for (Session.Outstanding sent : outstanding()) {
      if (isLive(sent.message())) {
        count++;
      }
    }
    return count;
  }

  /** Changes that the backup hasn't confirmed for 1 s. */
  int late() {
    int count = !dirty.isEmpty() && turn.since(dirtySince) > LATE_AFTER ? dirty.size() : 0;
    for (Session.Outstanding sent : outstanding()) {
      if (turn.since(sent.sentNanos()) <= LATE_AFTER) {
        break;
      }
      if (isLive(sent.message())) {
        count++;
      }
    }
    return count;
  }

  private Iterable<Session.Outstanding> outstanding() {
    return link.session().map(Session::outstanding).orElse(Set.of());
  }

  private static boolean isLive(PeerMessage message) {
    return message instanceof CallChange || message instanceof CallEnd;
  }
}
