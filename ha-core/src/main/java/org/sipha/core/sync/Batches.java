package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Link;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.Turn;

/**
 * Sends missing calls: at most the limit at once, and the next batch 1 s after the one before was
 * confirmed (SPEC 3.3).
 */
final class Batches {
  private static final long PAUSE = Nanos.SECOND;
  private static final int MAX_REMEMBERED = 512;

  /**
   * So many calls at most are on their way at a time: a live change may have to wait behind them,
   * and takes its place before the rest of the batch (SPEC 3.2).
   */
  private static final int MAX_UNDER_WAY = 100;

  private final CallTable table;
  private final Link link;
  private final Turn turn;
  private final Replication replication;
  private final int limit;
  private final Set<CallId> missing;
  private final Deque<Batch> batches = new ArrayDeque<>();

  /** Calls of the running batch that are still to be sent, and those that were sent. */
  private final Deque<CallId> toSend = new ArrayDeque<>();

  private final Set<CallId> unconfirmed = new HashSet<>();
  private @Nullable Batch running;
  private int started;
  private int sentInBatch;
  private int confirmedCalls;
  private long nextNanos;

  Batches(
      CallTable table,
      Link link,
      Turn turn,
      Replication replication,
      int limit,
      Collection<CallId> missing,
      long notBeforeNanos) {
    this.replication = replication;
    this.table = table;
    this.link = link;
    this.turn = turn;
    this.limit = limit;
    this.missing = new LinkedHashSet<>(missing);
    this.nextNanos = notBeforeNanos;
  }

  /** When the next batch may start, also one of another inventory. */
  long nextNanos() {
    return running == null ? nextNanos : turn.now() + PAUSE;
  }

  /** Calls that are still missing at the backup. */
  Set<CallId> missing() {
    return missing;
  }

  /** Of the calls missing at the inventory, those that the backup has confirmed. */
  int confirmedCalls() {
    return confirmedCalls;
  }

  List<Batch> batches() {
    return List.copyOf(batches);
  }

  boolean isDone() {
    return missing.isEmpty() && running == null;
  }

  /** Estimate until the last batch is confirmed; 0 when done. */
  int secondsLeft() {
    if (isDone()) {
      return 0;
    }
    long pauses = Math.max(0, (missing.size() - 1) / limit);
    long perBatch =
        batches.stream()
            .filter(b -> b.confirmedNanos() != 0)
            .mapToLong(b -> b.confirmedNanos() - b.startedNanos())
            .max()
            .orElse(0);
    long nanos = Math.max(0, nextNanos - turn.now()) + pauses * PAUSE + (pauses + 1) * perBatch;
    return (int) ((nanos + Nanos.SECOND - 1) / Nanos.SECOND);
  }

  /** The backup has confirmed the call, by whichever message. */
  void confirmed(CallId id) {
    if (missing.remove(id)) {
      confirmedCalls++;
    }
    unconfirmed.remove(id);
  }

  /**
   * The call has ended: there is nothing to send any more. What was sent of it is still on its way,
   * and the batch isn't over before the backup has confirmed that.
   */
  void ended(CallId id) {
    missing.remove(id);
  }

  /** Starts, goes on with and ends batches. */
  void pump(long epoch) {
    if (running == null && !missing.isEmpty() && turn.now() >= nextNanos) {
      start();
    }
    Batch batch = running;
    if (batch == null) {
      return;
    }
    while (!toSend.isEmpty() && unconfirmed.size() < MAX_UNDER_WAY) {
      CallId id = toSend.getFirst();
      Optional<CallRecord> call = missing.contains(id) ? table.find(id) : Optional.empty();
      if (call.isPresent()) {
        SyncCall message = new SyncCall(call.get());
        if (!link.hasSyncRoom(message) || !link.send(message, epoch)) {
          return;
        }
        replication.share(id);
        unconfirmed.add(id);
        sentInBatch++;
      }
      toSend.removeFirst();
    }
    if (unconfirmed.isEmpty()) {
      finish(batch);
    }
  }

  private void start() {
    running = new Batch(started + 1, 0, turn.now(), 0);
    sentInBatch = 0;
    Iterator<CallId> next = missing.iterator();
    while (toSend.size() < limit && next.hasNext()) {
      toSend.addLast(next.next());
    }
  }

  private void finish(Batch batch) {
    running = null;
    if (sentInBatch == 0) {
      return; // every call of it ended or was replicated before its turn
    }
    started++;
    Batch done = new Batch(batch.number(), sentInBatch, batch.startedNanos(), turn.now());
    if (batches.size() == MAX_REMEMBERED) {
      batches.removeFirst();
    }
    batches.addLast(done);
    nextNanos = turn.now() + PAUSE;
    turn.event(
        EventCode.SYNCHRONIZATION_BATCH,
        "synchronization batch "
            + done.number()
            + ": "
            + done.calls()
            + " calls confirmed after "
            + Nanos.millis(done.confirmedNanos() - done.startedNanos())
            + ", "
            + missing.size()
            + " missing");
  }
}
