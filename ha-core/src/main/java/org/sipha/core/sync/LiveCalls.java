package org.sipha.core.sync;

import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.grid.GridCopy;
import org.sipha.core.link.Link;
import org.sipha.core.link.Session;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.Turn;

/**
 * What the SIP side tells of calls while this node serves: stored, replicated, and answered when
 * confirmed.
 */
final class LiveCalls {
  private final Turn turn;
  private final Link link;
  private final Copies copies;
  private final Tombstones tombstones;
  private final Replication replication;
  private final Synchronization synchronization;
  private final Gates gates;
  private final SyncHost host;
  private final GridCopy grid;
  private long created;

  LiveCalls(
      Turn turn,
      Link link,
      Copies copies,
      Tombstones tombstones,
      Replication replication,
      Synchronization synchronization,
      Gates gates,
      SyncHost host,
      GridCopy grid) {
    this.turn = turn;
    this.link = link;
    this.copies = copies;
    this.tombstones = tombstones;
    this.replication = replication;
    this.synchronization = synchronization;
    this.gates = gates;
    this.host = host;
    this.grid = grid;
  }

  /** Calls set up by this process. */
  long created() {
    return created;
  }

  /** The SIP side set up or changed a call. */
  void callChanged(CallChanged change) {
    Call call = change.call();
    long gate = change.gate();
    if (isNotServed(call.id())) {
      return;
    }
    CallRecord before = copies.find(call.id()).orElse(null);
    if (before == null && tombstones.find(call.id()).isPresent()) {
      turn.debug("ignored a change of " + call.id() + ": it has ended");
      passIfAny(gate);
      return;
    }
    long session = link.session().map(Session::id).orElse(0L);
    CallRecord after =
        CallRecord.of(
            call,
            change.kept(),
            host.next(before == null ? null : before.version()),
            before == null ? session : before.bornSession());
    if (before == null) {
      created++;
    }
    copies.put(after);
    grid.put(after);
    if (synchronization.hasBegun()) {
      replication.changed(after, host.epoch());
    }
    protect(gate, call.id(), after.version(), Promised.by(call.state()));
  }

  /** The SIP side ended a call. */
  void callEnded(CallId id, EndCause cause, long gate) {
    if (isNotServed(id)) {
      return;
    }
    boolean mayBeHeld = replication.isShared(id);
    CallRecord before = copies.end(id).orElse(null);
    if (before == null) {
      passIfAny(gate);
      return;
    }
    Version version = host.next(before.version());
    grid.remove(before, version);
    mayBeHeld |= synchronization.ended(id);
    if (!mayBeHeld) {
      passIfAny(gate);
      return;
    }
    if (synchronization.hasBegun()) {
      replication.ended(id, version, cause, host.epoch());
    } else {
      tombstones.put(id, version, cause);
    }
    protect(gate, id, version, Promised.ENDED);
  }

  /**
   * Whether this node has stopped serving, or doesn't serve yet, and its SIP side has not heard of
   * that. Nothing came of what it tells, so the answer that waits for it must not go: the party
   * asks again, and whoever serves then answers.
   */
  private boolean isNotServed(CallId id) {
    if (!host.isServing()) {
      turn.debug("ignored what the SIP side tells of " + id + ": not served here");
    }
    return !host.isServing();
  }

  private void protect(long gate, CallId id, Version version, Promised promised) {
    if (gate == 0) {
      return;
    }
    if (!gates.areOn()) {
      turn.want(new LetGo(gate, false));
    } else if (!synchronization.hasBegun()) {
      gates.passWithoutBackup(gate, id, promised);
    } else if (link.state() == ConnectionState.ESTABLISHED) {
      gates.await(gate, id, version, promised);
    } else {
      gates.passUnconfirmed(gate, id, promised);
    }
  }

  /** Nothing is promised by this answer that a backup would have to hold. */
  private void passIfAny(long gate) {
    if (gate != 0) {
      gates.pass(gate);
    }
  }
}
