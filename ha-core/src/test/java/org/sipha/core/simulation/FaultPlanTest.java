package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sipha.core.simulation.Fault.Kind;
import org.sipha.core.simulation.Histories.Failure;

class FaultPlanTest {
  @Test
  void planIsReadBackFromItsText() {
    for (long seed = 1; seed <= 200; seed++) {
      FaultPlan plan = FaultPlan.random(seed);
      assertThat(FaultPlan.parse(plan.toString())).isEqualTo(plan);
    }
  }

  @Test
  void samePlanIsTheSameHistory() {
    assertThat(told(FaultPlan.random(17))).isEqualTo(told(FaultPlan.random(17))).isNotEmpty();
  }

  private static List<String> told(FaultPlan plan) {
    SimulatedPair pair = new SimulatedPair(plan);
    pair.keepLog();
    pair.live();
    return pair.history();
  }

  @Test
  void failedHistoryIsMadeSmall() {
    FaultPlan plan =
        FaultPlan.parse(
            "seed=5,arbiter=FILE,scripts=true,limit=3,works=1000,trouble=19000,loss=10/20,dup=30,late=40,"
                + "latency=9000,ports=100,mixed=true,grid=true,faults=4000:RESET:0:0+5000:CRASH:1:300+7000:SLOW:0:900:Hello");
    AssertionError cause = new AssertionError("lost 0000102000000002 at 7.5 s");
    Shrinker shrinker =
        new Shrinker(
            new Failure(plan, cause),
            tried ->
                tried.works() >= 30 && tried.faults().stream().anyMatch(f -> f.kind() == Kind.CRASH)
                    ? Optional.of(new AssertionError("lost 0000102000000009 at 4.1 s"))
                    : Optional.of(new AssertionError("another failure")));

    FaultPlan smallest = shrinker.shrink().plan();

    assertThat(smallest.toString())
        .isEqualTo(
            "seed=5,arbiter=FILE,scripts=false,limit=3,works=30,trouble=5000,loss=0/0,dup=0,late=0,"
                + "latency=1000,ports=0,mixed=false,grid=false,faults=5000:CRASH:1:1");
  }
}
