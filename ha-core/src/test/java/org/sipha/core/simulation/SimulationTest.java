package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.core.simulation.Histories.Failure;

/**
 * Histories of a pair, one for each seed. {@code -Dsipha.sim.seeds=N} says how many, {@code
 * -Dsipha.sim.first=N} from where, {@code -Dsipha.sim.threads=N} on how many threads; {@code
 * -Dsipha.sim.replay=PLAN} tells one history, a plan or a seed.
 *
 * <p>A history that fails is made small and told, with its plan. What it found is fixed and kept as
 * a story in plain words.
 */
@Tag("sim")
class SimulationTest {
  private static final int ENOUGH_FOR_COVERAGE = 2_000;
  private static final double PROGRESS_EVERY = 10;
  private static final long SEEDS = Long.getLong("sipha.sim.seeds", ENOUGH_FOR_COVERAGE);
  private static final long FIRST = Long.getLong("sipha.sim.first", 1);
  private static final int THREADS =
      Integer.getInteger("sipha.sim.threads", Runtime.getRuntime().availableProcessors());

  @Test
  void noInvariantIsViolatedInAnyHistory() {
    Histories histories = new Histories(FIRST, SEEDS);
    Optional<Failure> failure =
        histories.live(
            THREADS, PROGRESS_EVERY, line -> System.out.println("FIGURE simulation: " + line));
    failure.ifPresent(
        failed -> {
          throw new AssertionError(
              tell(new Shrinker(failed, SimulationTest::live).shrink(), failed));
        });
    report(histories);
    Set<String> unlisted = new TreeSet<>(histories.taken().keySet());
    unlisted.removeIf(row -> !row.startsWith(Coverage.UNLISTED));
    assertThat(unlisted).isEmpty();
    if (SEEDS >= ENOUGH_FOR_COVERAGE) {
      assertThat(histories.neverTaken()).as("rows that no history took").isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(named = "sipha.sim.replay", matches = ".+")
  void replay() {
    String given = System.getProperty("sipha.sim.replay");
    FaultPlan plan =
        given.contains("=") ? FaultPlan.parse(given) : FaultPlan.random(Long.parseLong(given));
    SimulatedPair pair = new SimulatedPair(plan);
    pair.keepLog();
    try {
      pair.live();
    } finally {
      System.out.println(plan + "\n" + String.join("\n", pair.history()));
    }
  }

  private static Optional<AssertionError> live(FaultPlan plan) {
    try {
      new SimulatedPair(plan).live();
      return Optional.empty();
    } catch (AssertionError e) {
      return Optional.of(e);
    }
  }

  /** The history that is left, with its log, and how it can be lived through again. */
  private static String tell(Failure smallest, Failure failed) {
    SimulatedPair again = new SimulatedPair(smallest.plan());
    again.keepLog();
    String how;
    try {
      again.live();
      how = "not when lived through once more: " + smallest.error().getMessage();
    } catch (AssertionError e) {
      how = e.getMessage();
    }
    return """
        seed %d: %s
        made small: %s
        replay: ./dev soak sim --replay '%s'
        %s
        %s"""
        .formatted(
            failed.plan().seed(),
            failed.error().getMessage(),
            smallest.plan(),
            smallest.plan(),
            String.join("\n", again.history()),
            how);
  }

  private static void report(Histories histories) {
    Map<String, Long> taken = new TreeMap<>(histories.taken());
    System.out.println("histories that took each row of the tables:");
    taken.forEach((row, times) -> System.out.printf("%,12d  %s%n", times, row));
    histories.neverTaken().forEach(row -> System.out.println("       never  " + row));
  }
}
