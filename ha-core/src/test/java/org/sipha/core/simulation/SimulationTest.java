package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.readiness.BlockerCode;

/**
 * Histories of a pair, one for each seed. {@code -Dsipha.sim.seeds=N} says how many, {@code
 * -Dsipha.sim.first=N} from where.
 */
@Tag("sim")
class SimulationTest {
  private static final long SEEDS = Long.getLong("sipha.sim.seeds", 2_000);
  private static final long FIRST = Long.getLong("sipha.sim.first", 1);

  @Test
  void noInvariantIsViolatedInAnyHistory() {
    Set<BlockerCode> blockers = new HashSet<>();
    Set<String> phases = new HashSet<>();
    Set<Outcome> outcomes = new HashSet<>();
    long began = System.nanoTime();
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      SimulatedPair pair = new SimulatedPair(seed);
      try {
        pair.live();
      } catch (AssertionError e) {
        throw told(seed, e);
      }
      blockers.addAll(pair.checker().blockersSeen());
      phases.addAll(pair.checker().phasesSeen());
      outcomes.addAll(pair.checker().outcomesSeen());
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        "FIGURE simulation: %d histories in %.1f s, %.0f a second%n",
        SEEDS, seconds, SEEDS / seconds);
    System.out.println("phases " + phases + "\nblockers " + blockers + "\noutcomes " + outcomes);
    assertThat(phases).contains("Primary", "Backup", "Accepting", "Promoting", "Draining");
  }

  /** The same history once more, this time with its log. */
  private static AssertionError told(long seed, AssertionError failure) {
    SimulatedPair again = new SimulatedPair(seed);
    again.keepLog();
    try {
      again.live();
    } catch (AssertionError e) {
      return new AssertionError(e.getMessage() + "\n" + again.history(), e);
    }
    return new AssertionError("not when lived through again: " + failure.getMessage(), failure);
  }
}
