package org.sipha.core.sync;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Version;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.Turn;

/**
 * Answers that wait until the backup has confirmed the state they promise (SPEC 4, "What an answer
 * promises"). Every gate is let go exactly once: confirmed, or at its time limit, or when
 * confirmation can't come.
 */
final class Gates {
  private final Turn turn;
  private final long timeoutNanos;
  private final Map<CallId, List<Gate>> waiting = new HashMap<>();

  /** All gates have the same time limit, so the order of arrival is the order of limits. */
  private final Deque<Gate> byLimit = new ArrayDeque<>();

  private long unprotected;

  private static final class Gate {
    final long number;
    final CallId call;
    final Version version;
    final long untilNanos;
    boolean open;

    Gate(long number, CallId call, Version version, long untilNanos) {
      this.number = number;
      this.call = call;
      this.version = version;
      this.untilNanos = untilNanos;
    }
  }

  Gates(Turn turn, long timeoutNanos) {
    this.turn = turn;
    this.timeoutNanos = timeoutNanos;
  }

  /** Whether answers wait at all. */
  boolean areOn() {
    return timeoutNanos > 0;
  }

  /** Answers that went on without confirmation. */
  long unprotected() {
    return unprotected;
  }

  /** When {@link #expire} has something to do. */
  long nextLimit() {
    while (!byLimit.isEmpty() && byLimit.getFirst().open) {
      byLimit.removeFirst();
    }
    return byLimit.isEmpty() ? Long.MAX_VALUE : byLimit.getFirst().untilNanos;
  }

  /** An answer waits for this version of a call, or for its end in this version. */
  void await(long gate, CallId call, Version version) {
    Gate waits = new Gate(gate, call, version, turn.now() + timeoutNanos);
    waiting.computeIfAbsent(call, c -> new ArrayList<>(1)).add(waits);
    byLimit.addLast(waits);
  }

  /** The backup holds this version of the call, or knows that it ended in it. */
  void confirmed(CallId call, Version version) {
    List<Gate> gates = waiting.get(call);
    if (gates == null) {
      return;
    }
    gates.removeIf(
        gate -> {
          boolean reached = !gate.version.isNewerThan(version);
          if (reached) {
            letGo(gate, true);
          }
          return reached;
        });
    if (gates.isEmpty()) {
      waiting.remove(call);
    }
  }

  /** Lets go what has waited long enough. */
  void expire() {
    while (nextLimit() <= turn.now()) {
      Gate late = byLimit.removeFirst();
      forget(late);
      letGo(late, false);
    }
  }

  /** No confirmation can come any more: the answers go on. */
  void letAllGo() {
    for (Gate gate : byLimit) {
      if (!gate.open) {
        letGo(gate, false);
      }
    }
    byLimit.clear();
    waiting.clear();
  }

  /** An answer that doesn't wait. */
  void pass(long gate, boolean isProtected) {
    if (!isProtected) {
      unprotected++;
    }
    turn.want(new LetGo(gate, isProtected));
  }

  private void forget(Gate gate) {
    List<Gate> gates = waiting.get(gate.call);
    if (gates != null && gates.remove(gate) && gates.isEmpty()) {
      waiting.remove(gate.call);
    }
  }

  private void letGo(Gate gate, boolean isProtected) {
    gate.open = true;
    pass(gate.number, isProtected);
  }
}
