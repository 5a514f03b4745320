package org.sipha.core.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input;
import org.sipha.core.simulation.SimulatedSip.Answer;

/**
 * What an answer promises (SPEC 4): it went on as protected only if the backup's process held what
 * it says at that moment, and then a single failure doesn't lose it; and none waits longer than
 * {@code ha-answer-sync-timeout}.
 */
final class AnswersCheck {
  private static final long MILLI = 1_000_000L;

  private final Surroundings pair;

  /** The process that had confirmed a call when its protected answer went. */
  private final Map<CallId, SimulatedProcess> confirmedBy = new HashMap<>();

  AnswersCheck(Surroundings pair) {
    this.pair = pair;
  }

  /** The node has stored a change. */
  void stored(SimulatedProcess process, Input.CallChanged changed) {
    Answer answer = process.sip().waiting(changed.gate());
    Optional<CallRecord> record = process.node().calls().find(changed.call().id());
    if (answer != null && record.isPresent()) {
      answer.waitsFor(record.get().version(), pair.other(process.index()));
    }
  }

  /** The node has taken a call out. */
  void ended(SimulatedProcess process, Input.CallEnded end) {
    Answer answer = process.sip().waiting(end.gate());
    if (answer != null) {
      answer.waitsFor(null, pair.other(process.index()));
    }
  }

  void went(SimulatedProcess process, Answer answer, boolean isEnded) {
    long limit = process.settings().answerSyncTimeout().toMillis();
    if (process.isUndisturbed() && answer.waitedMillis() > limit) {
      throw new AssertionError(answer.call() + "'s answer waited " + answer.waitedMillis() + " ms");
    }
    SimulatedProcess backup = answer.backup();
    if (!answer.isProtected() || backup == null || !backup.isAlive()) {
      return;
    }
    Optional<Version> copy = backup.node().calls().find(answer.call()).map(CallRecord::version);
    Version promised = answer.version();
    // One has it from the grid, and neither knew it of the other: then it is ended there when they
    // compare, or by its check at the parties.
    boolean isRecalled =
        backup.sip().recalled().contains(answer.call())
            || process.sip().recalled().contains(answer.call());
    boolean isResurrected = copy.isPresent() && !isRecalled;
    if (answer.ends() ? isResurrected : !isEnded && !holds(copy, promised)) {
      throw new AssertionError(
          (answer.ends() ? "the end of " : "")
              + answer.call()
              + " is answered as protected in version "
              + promised
              + ", but the backup holds "
              + copy);
    }
    if (!answer.ends()) {
      confirmedBy.put(answer.call(), backup);
    }
  }

  private static boolean holds(Optional<Version> copy, @Nullable Version promised) {
    return copy.isPresent() && promised != null && !promised.isNewerThan(copy.get());
  }

  /** That process dies, and nobody else holds this call. */
  void lost(CallId id, SimulatedProcess dying) {
    SimulatedProcess confirmed = confirmedBy.get(id);
    if (confirmed != null && confirmed != dying && confirmed.isAlive()) {
      throw new AssertionError(
          id + " is lost with " + dying.name() + " though its answer was protected");
    }
  }

  static void noneWaits(SimulatedProcess process) {
    if (process.sip().waiting() > 0) {
      throw new AssertionError("an answer of " + process.name() + " never went");
    }
  }
}
