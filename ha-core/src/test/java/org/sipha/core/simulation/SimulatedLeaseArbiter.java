package org.sipha.core.simulation;

import static org.sipha.core.simulation.Troubles.Trouble.ARBITER_DENIES;
import static org.sipha.core.simulation.Troubles.Trouble.ARBITER_SLOW;
import static org.sipha.core.simulation.Troubles.Trouble.ARBITER_UNREACHABLE;

import org.sipha.core.node.Input;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.AskReason;

/**
 * What a process has to do with the key: it asks, renews and gives up, each a message to the
 * witness and an answer, which take their time. It knows nothing of what the core makes of it.
 */
final class SimulatedLeaseArbiter implements Arbiter {
  private static final long MILLI = 1_000_000L;
  private static final long RENEW_EVERY = SimulatedLease.LEASE.toNanos() / 3;

  /** After that long the witness counts as not reached. */
  private static final long PATIENCE = 200 * MILLI;

  private static final long SLOW = 1_500 * MILLI;

  private final Surroundings pair;
  private final SimulatedProcess process;
  private final long watchesSince;
  private long knownEpoch;

  /** Counts what was asked for or given up: what was sent before is for nothing then. */
  private int turn;

  /** Messages of a process arrive in their order, and so do the answers. */
  private long lastArrival;

  private long lastAnswer;

  SimulatedLeaseArbiter(Surroundings pair, SimulatedProcess process) {
    this.pair = pair;
    this.process = process;
    this.watchesSince = pair.time().now();
  }

  @Override
  public void ask(AskReason reason, long gone) {
    int asked = ++turn;
    long sentNanos = process.clock();
    atWitness(
        () -> {
          boolean denies = pair.troubles(process.index()).has(ARBITER_DENIES);
          if (denies || !pair.lease().take(process, watchesSince, gone)) {
            answer(() -> process.give(new Input.ArbiterDenied("held by another")));
            return;
          }
          pair.lease().remember(knownEpoch);
          long highest = pair.lease().highestEpoch();
          answer(
              () -> {
                process.give(
                    new Input.ArbiterGranted(highest, sentNanos + SimulatedLease.USABLE_NANOS));
                renewLater(asked);
              });
        },
        () -> process.give(new Input.ArbiterDenied("the arbiter isn't reached")));
  }

  private void renewLater(int asked) {
    pair.time().in(RENEW_EVERY, () -> process.whenAwake(() -> renew(asked)));
  }

  private void renew(int asked) {
    if (asked != turn) {
      return;
    }
    long sentNanos = process.clock();
    renewLater(asked);
    atWitness(
        () -> {
          boolean renewed = pair.lease().renew(process);
          answer(
              () -> {
                if (asked == turn && renewed) {
                  process.give(new Input.RightRenewed(sentNanos + SimulatedLease.USABLE_NANOS));
                }
              });
        },
        () -> {});
  }

  /** What can't be given up ends by itself. */
  @Override
  public void release() {
    turn++;
    atWitness(
        () -> {
          pair.lease().giveUp(process);
          answer(() -> process.give(new Input.ArbiterReleased()));
        },
        () -> process.give(new Input.ArbiterReleased()));
  }

  @Override
  public void remember(long epoch) {
    knownEpoch = Math.max(knownEpoch, epoch);
    atWitness(
        () -> {
          if (pair.lease().isHeldBy(process)) {
            pair.lease().remember(epoch);
          }
        },
        () -> {});
  }

  private void atWitness(Runnable action, Runnable unreached) {
    long arrival = Math.max(lastArrival, pair.time().now() + MILLI + pair.portNanos());
    lastArrival = arrival;
    pair.time()
        .at(
            arrival,
            () -> {
              if (pair.troubles(process.index()).has(ARBITER_UNREACHABLE)) {
                answerAt(pair.time().now() + PATIENCE, unreached);
              } else {
                action.run();
              }
            });
  }

  private void answer(Runnable action) {
    long slow = pair.troubles(process.index()).has(ARBITER_SLOW) ? SLOW : 0;
    answerAt(pair.time().now() + MILLI + slow + pair.portNanos(), action);
  }

  private void answerAt(long nanos, Runnable action) {
    lastAnswer = Math.max(lastAnswer, nanos);
    pair.time().at(lastAnswer, () -> process.whenAwake(action));
  }
}
