package org.sipha.core.sync;

import java.util.Optional;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallTable;
import org.sipha.core.node.Turn;

/** The calls this node holds, and which of them are multisite. */
final class Copies {
  private final CallTable table;
  private final Turn turn;
  private final MultisiteCalls multisite = new MultisiteCalls();

  Copies(CallTable table, Turn turn) {
    this.table = table;
    this.turn = turn;
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
  }

  /** The call has ended, whether it is held here or not: out it goes, and its end is remembered. */
  Optional<CallRecord> end(CallId id) {
    // Remembered first: whoever looks from another thread finds one or the other.
    table.ended().add(id, turn.now());
    return remove(id);
  }

  /** Forgets ends that nobody asks for any more. */
  void expire() {
    table.ended().expire(turn.now());
  }

  Optional<CallRecord> remove(CallId id) {
    multisite.remove(id);
    return table.remove(id);
  }
}
