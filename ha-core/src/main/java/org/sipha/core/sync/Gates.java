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

  private final Unprotected unprotected;

  private static final class Gate {
    final long number;
    final CallId call;
    final Version version;
    final Promised promised;
    final long untilNanos;
    boolean open;

    Gate(long number, CallId call, Version version, Promised promised, long untilNanos) {
      this.number = number;
      this.call = call;
      this.version = version;
      this.promised = promised;
      this.untilNanos = untilNanos;
    }
  }

  Gates(Turn turn, long timeoutNanos) {
    this.turn = turn;
    this.timeoutNanos = timeoutNanos;
    this.unprotected = new Unprotected(turn);
  }

  /** Whether answers wait at all. */
  boolean areOn() {
    return timeoutNanos > 0;
  }

  /** Answers that went on without confirmation. */
  Unprotected unprotected() {
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
  void await(long gate, CallId call, Version version, Promised promised) {
    Gate waits = new Gate(gate, call, version, promised, turn.now() + timeoutNanos);
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
            gate.open = true;
            pass(gate.number);
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
      giveUp(late);
    }
    unprotected.tell();
  }

  /** No confirmation can come any more: the answers go on. */
  void letAllGo() {
    for (Gate gate : byLimit) {
      if (!gate.open) {
        giveUp(gate);
      }
    }
    byLimit.clear();
    waiting.clear();
  }

  /** Nothing has to be waited for. */
  void pass(long gate) {
    turn.want(new LetGo(gate, true));
  }

  /** Nobody is there to confirm it: the answer goes on at once. */
  void passWithoutBackup(long gate, CallId call, Promised promised) {
    if (promised != Promised.RINGING) {
      unprotected.withoutBackup(call);
    }
    turn.want(new LetGo(gate, false));
  }

  /** The backup can't confirm now: the answer goes on at once. */
  void passUnconfirmed(long gate, CallId call, Promised promised) {
    if (promised != Promised.RINGING) {
      unprotected.unconfirmed(call, promised);
    }
    turn.want(new LetGo(gate, false));
  }

  private void forget(Gate gate) {
    List<Gate> gates = waiting.get(gate.call);
    if (gates != null && gates.remove(gate) && gates.isEmpty()) {
      waiting.remove(gate.call);
    }
  }

  private void giveUp(Gate gate) {
    gate.open = true;
    passUnconfirmed(gate.number, gate.call, gate.promised);
  }
}
