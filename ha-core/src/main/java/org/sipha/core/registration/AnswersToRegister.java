package org.sipha.core.registration;

import java.util.ArrayDeque;
import java.util.Deque;
import org.sipha.core.call.Version;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.Turn;

/**
 * Answers to REGISTERs, which wait until the backup holds what they say: else a telephone could
 * believe for an hour that it is registered, and can't be reached after a takeover. Looked at with
 * each input, so at least at every tick. They are no answers of calls, and none counts as
 * unprotected (SPEC 4).
 */
final class AnswersToRegister {
  private final Turn turn;
  private final long timeoutNanos;

  /** In the order of their time limits. */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(long gate, String dn, Version version, long untilNanos) {}

  AnswersToRegister(Turn turn, long timeoutNanos) {
    this.turn = turn;
    this.timeoutNanos = timeoutNanos;
  }

  /** An answer waits for this version; it goes at once if that can't be confirmed. */
  void await(long gate, String dn, Version version, boolean confirmable) {
    if (confirmable && timeoutNanos > 0) {
      waiting.addLast(new Waiting(gate, dn, version, turn.now() + timeoutNanos));
    } else {
      turn.want(new LetGo(gate, false));
    }
  }

  /** The backup holds this version, or a newer one. */
  void confirmed(String dn, Version version) {
    waiting.removeIf(
        answer -> {
          boolean reached = answer.dn().equals(dn) && !answer.version().isNewerThan(version);
          if (reached) {
            turn.want(new LetGo(answer.gate(), true));
          }
          return reached;
        });
  }

  /** Lets go what has waited long enough. */
  void expire() {
    while (!waiting.isEmpty() && waiting.getFirst().untilNanos() <= turn.now()) {
      turn.want(new LetGo(waiting.removeFirst().gate(), false));
    }
  }

  /** No confirmation can come any more: the answers go on. */
  void letAllGo() {
    waiting.forEach(answer -> turn.want(new LetGo(answer.gate(), false)));
    waiting.clear();
  }
}
