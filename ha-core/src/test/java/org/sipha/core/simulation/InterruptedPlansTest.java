package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView;
import org.sipha.core.role.Role;

/**
 * Each plan of the pair is interrupted after each of its steps, in each way, and what died is
 * started again: then, too, all must end well. A step is an input that one of the two nodes
 * handles. A plain build strikes after every few steps, {@code -Dsipha.interrupt.every=1} after
 * each one.
 */
@Tag("interrupted")
class InterruptedPlansTest {
  private static final int EVERY = Integer.getInteger("sipha.interrupt.every", 60);

  /** Where a change of roles happens: looked at more closely. */
  private static final int FIRST_STEPS = 100;

  private static final int EVERY_OF_THE_FIRST = Math.min(EVERY, 8);
  private static final long SECOND = 1_000_000_000L;

  /** How a plan is interrupted. */
  private enum Strike {
    CRASH_A,
    CRASH_B,
    RESET,
    CUT_OF_300_MS,
    CUT_OF_3_S,
    FREEZE_A,
    FREEZE_B,
    DISKS_ARE_FULL
  }

  /** What the pair does to carry out a plan. */
  private interface Plan {
    void begin(QuietPair pair);
  }

  // ---- promises
  // -------------------------------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource(names = {"FILE", "MANUAL"})
  void anInterruptedSynchronizationIsDoneInTheEnd(ArbiterType arbiter) {
    interruptEverywhere(
        "synchronization",
        arbiter,
        pair -> {
          pair.crash(B);
          pair.start(B);
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "MANUAL"})
  void anInterruptedSwitchoverLeavesOnePrimaryWithAllCalls(ArbiterType arbiter) {
    interruptEverywhere("switchover", arbiter, pair -> pair.give(A, Kind.SWITCHOVER, false));
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "MANUAL"})
  void anInterruptedForcedSwitchoverLeavesOnePrimaryWithAllCalls(ArbiterType arbiter) {
    interruptEverywhere(
        "forced switchover",
        arbiter,
        pair -> {
          // While it synchronizes: calls that the new primary lacks have to be carried over.
          pair.crash(B);
          pair.start(B);
          pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
          pair.run(0.2);
          pair.checker().forced();
          pair.give(A, Kind.SWITCHOVER, true);
        });
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "MANUAL"})
  void anInterruptedFailoverLeavesOnePrimaryWithAllCallsThatWereConfirmed(ArbiterType arbiter) {
    interruptEverywhere(
        "failover",
        arbiter,
        pair -> {
          crash(pair, A, SECOND);
          if (arbiter == ArbiterType.MANUAL) {
            pair.time().in(SECOND / 10, () -> promote(pair, B));
          }
        });
  }

  @Test
  void anUndisturbedPlanIsOneThatIsCarriedOut() {
    QuietPair pair = prepared(ArbiterType.FILE);
    pair.give(A, Kind.SWITCHOVER, false);
    pair.run(3);

    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(pair.calls(B)).isGreaterThan(300);
  }

  // ---- carrying out
  // ---------------------------------------------------------------------------------------------

  private static void interruptEverywhere(String name, ArbiterType arbiter, Plan plan) {
    long began = System.nanoTime();
    int steps = undisturbed(arbiter, plan);
    int strikes = 0;
    for (Strike strike : Strike.values()) {
      int step = 1 + strike.ordinal() % EVERY_OF_THE_FIRST;
      while (step <= steps) {
        interrupt(name, arbiter, plan, strike, step);
        strikes++;
        step += step < FIRST_STEPS ? EVERY_OF_THE_FIRST : EVERY;
      }
    }
    System.out.printf(
        "FIGURE interrupted %s, %s: %d steps, %d interruptions, %.1f s%n",
        name, arbiter, steps, strikes, (System.nanoTime() - began) / 1e9);
  }

  /** How many steps the plan takes when nothing interrupts it. */
  private static int undisturbed(ArbiterType arbiter, Plan plan) {
    QuietPair pair = prepared(arbiter);
    begin(pair, plan);
    Progress progress = new Progress(pair);
    endsWell(pair);
    return progress.steps();
  }

  private static void interrupt(
      String name, ArbiterType arbiter, Plan plan, Strike strike, int step) {
    QuietPair pair = prepared(arbiter);
    try {
      begin(pair, plan);
      Progress progress = new Progress(pair);
      long limit = pair.time().now() + 60 * SECOND;
      while (progress.steps() < step && pair.time().step(limit)) {}
      pair.note("STRIKE " + strike);
      strike(pair, strike);
      endsWell(pair);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          name
              + ", "
              + arbiter
              + ", "
              + strike
              + " after step "
              + step
              + ": "
              + e
              + "\n"
              + pair.history(),
          e);
    }
  }

  /** Counts the inputs that the nodes handle from now on. */
  private static final class Progress {
    private final QuietPair pair;
    private final int before;

    Progress(QuietPair pair) {
      this.pair = pair;
      this.before = handled();
    }

    int steps() {
      return handled() - before;
    }

    private int handled() {
      return pair.processes().stream().mapToInt(SimulatedProcess::handled).sum();
    }
  }

  /** Some hundred calls, a limit that makes several batches, and both ready. */
  private static QuietPair prepared(ArbiterType arbiter) {
    QuietPair pair = new QuietPair(Duration.ofSeconds(2));
    pair.with(server -> server.limit = 120);
    pair.with(server -> server.arbiter = arbiter);
    if (arbiter == ArbiterType.MANUAL) {
      pair.with(B, server -> server.bootId = "another host");
    }
    pair.startReady();
    pair.setUpCalls(310);
    pair.run(0.5);
    return pair;
  }

  /** The plan, while parties go on calling and hanging up. */
  private static void begin(QuietPair pair, Plan plan) {
    for (int tenths = 0; tenths < 30; tenths++) {
      pair.time().in(tenths * SECOND / 10 + 7, () -> work(pair));
    }
    plan.begin(pair);
  }

  private static void work(QuietPair pair) {
    for (SimulatedProcess process : pair.processes()) {
      List<CallRecord> calls = process.node().calls().page(null, 400);
      if (process.isAnswering() && calls.size() > 3) {
        process.sip().changeCall(calls.get(calls.size() / 2));
        process.sip().endCall(calls.get(calls.size() - 1).id());
        process.sip().endCall(calls.get(1).id());
        process.sip().setUpCall(false);
      }
    }
  }

  private static void strike(QuietPair pair, Strike strike) {
    switch (strike) {
      case CRASH_A:
        crash(pair, A, SECOND / 2);
        break;
      case CRASH_B:
        crash(pair, B, SECOND / 2);
        break;
      case RESET:
        pair.reset();
        break;
      case CUT_OF_300_MS:
        pair.cut(0.3);
        break;
      case CUT_OF_3_S:
        pair.cut(3);
        break;
      case FREEZE_A:
        freeze(pair, A);
        break;
      case FREEZE_B:
        freeze(pair, B);
        break;
      case DISKS_ARE_FULL:
        pair.troubles(A).diskFullUntil(pair.time().now() + 5 * SECOND);
        pair.troubles(B).diskFullUntil(pair.time().now() + 5 * SECOND);
        break;
    }
  }

  private static void crash(QuietPair pair, int index, long restartNanos) {
    SimulatedProcess process = pair.node(index);
    if (process.isAlive()) {
      pair.crash(index);
      pair.time().in(restartNanos, () -> pair.start(index));
    }
  }

  private static void freeze(QuietPair pair, int index) {
    SimulatedProcess process = pair.node(index);
    if (process.isAlive()) {
      pair.freeze(index);
      pair.time().in(SECOND, process::thaw);
    }
  }

  private static void promote(QuietPair pair, int index) {
    pair.give(index, Kind.PROMOTE, true);
  }

  /** With {@code manual} somebody promotes where nobody serves for long. */
  private static void endsWell(QuietPair pair) {
    long end = pair.time().now() + 45 * SECOND;
    long helpAt = pair.time().now() + 20 * SECOND;
    pair.run(3.5);
    while (pair.time().now() < end && !isWell(pair)) {
      pair.run(0.25);
      if (pair.arbiter() == ArbiterType.MANUAL && pair.time().now() > helpAt) {
        helpAt = end;
        if (pair.role(A) != Role.PRIMARY && pair.role(B) != Role.PRIMARY) {
          promote(pair, pair.calls(A) >= pair.calls(B) ? A : B);
        }
      }
    }
    pair.checker().atTheEnd();
  }

  private static boolean isWell(QuietPair pair) {
    return pair.processes().stream()
            .map(SimulatedProcess::view)
            .allMatch(view -> view != null && view.readiness().forSwitchover())
        && pair.processes().stream()
            .map(SimulatedProcess::view)
            .flatMap(view -> Optional.ofNullable(view).stream())
            .map(NodeView::role)
            .anyMatch(Role.PRIMARY::equals);
  }
}
