package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.Turn;

/**
 * The calls this node holds, and which of them are multisite. A call that hasn't changed for a
 * while is packed: it is expected to stay as it is, and to be packed takes some microseconds, which
 * short calls needn't pay.
 */
final class Copies {
  private static final long AT_REST = 30 * Nanos.SECOND;

  /** So many at once and so often, that nothing waits for it: 1,000 a second. */
  private static final int PACKED_AT_ONCE = 50;

  private static final long PACK_PAUSE = 50 * Nanos.MILLI;

  private final CallTable table;
  private final Turn turn;
  private final MultisiteCalls multisite = new MultisiteCalls();

  /** Confirmed calls that aren't packed, in the order in which they changed. */
  private final Deque<Changed> changed = new ArrayDeque<>();

  private long packedNanos;

  private record Changed(CallId id, Version version, long atNanos) {}

  Copies(CallTable table, Turn turn) {
    this.table = table;
    this.turn = turn;
    this.packedNanos = turn.now();
  }

  CallTable table() {
    return table;
  }

  MultisiteCalls multisite() {
    return multisite;
  }

  Optional<CallRecord> find(CallId id) {
    return table.find(id);
  }

  void put(CallRecord call) {
    table.put(call);
    multisite.put(call, turn.now());
    if (call.state() == CallState.CONFIRMED && call.body() instanceof EncodedCall) {
      changed.addLast(new Changed(call.id(), call.version(), turn.now()));
    }
  }

  /** The call has ended, whether it is held here or not: out it goes, and its end is remembered. */
  Optional<CallRecord> end(CallId id) {
    // Remembered first: whoever looks from another thread finds one or the other.
    table.ended().add(id, turn.now());
    return remove(id);
  }

  /** Forgets ends that nobody asks for any more, and packs what is at rest. */
  void expire() {
    table.ended().expire(turn.now());
    if (isFirstAtRest() && turn.since(packedNanos) >= PACK_PAUSE) {
      packedNanos = turn.now();
      for (int i = 0; i < PACKED_AT_ONCE && isFirstAtRest(); i++) {
        Changed rests = changed.removeFirst();
        table.pack(rests.id(), rests.version());
      }
    }
  }

  private boolean isFirstAtRest() {
    return !changed.isEmpty() && turn.since(changed.getFirst().atNanos()) >= AT_REST;
  }

  Optional<CallRecord> remove(CallId id) {
    multisite.remove(id);
    return table.remove(id);
  }
}
