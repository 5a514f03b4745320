package org.sipha.core.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sipha.core.simulation.Histories.Failure;

/**
 * Makes a failed history small before it is printed: fewer faults, fewer calls, a better wire, less
 * time. A smaller plan counts when the same invariant is violated. Because what is left out shifts
 * everything random that follows, each smaller plan is tried with some other seeds, too.
 */
final class Shrinker {
  private static final int MOST_TRIES = 5_000;
  private static final int SEEDS_TRIED = 6;
  private static final int LITTLE_LATENCY = 1_000;

  private final Function<FaultPlan, Optional<AssertionError>> live;
  private Failure smallest;
  private int tries;

  Shrinker(Failure failure, Function<FaultPlan, Optional<AssertionError>> live) {
    this.smallest = failure;
    this.live = live;
  }

  /** The smallest history found that fails like the one given. */
  Failure shrink() {
    while (tries < MOST_TRIES && shrinkOnce()) {}
    return smallest;
  }

  private boolean shrinkOnce() {
    for (FaultPlan smaller : smallerThan(smallest.plan())) {
      for (int i = 0; i < SEEDS_TRIED; i++) {
        FaultPlan tried = smaller.withSeed(smaller.seed() + i);
        Optional<AssertionError> error = live.apply(tried);
        tries++;
        if (error.isPresent() && kind(error.get()).equals(kind(smallest.error()))) {
          smallest = new Failure(tried, error.get());
          return true;
        }
      }
    }
    return false;
  }

  /** What was violated, without the figures of this history. */
  static String kind(AssertionError error) {
    return String.valueOf(error.getMessage()).replaceAll("[0-9a-f]{16}|[0-9.]+", "#");
  }

  private static List<FaultPlan> smallerThan(FaultPlan plan) {
    List<FaultPlan> smaller = new ArrayList<>();
    fewerFaults(plan, smaller);
    int last = plan.faults().stream().mapToInt(Fault::atMillis).max().orElse(0);
    for (int millis : List.of(last + 100, (last + plan.troubleMillis()) / 2)) {
      addIf(millis < plan.troubleMillis(), plan.withTrouble(millis), smaller);
    }
    for (int works : List.of(plan.works() / 4, plan.works() / 2, plan.works() * 7 / 8)) {
      addIf(works < plan.works(), plan.withWorks(works), smaller);
    }
    addIf(plan.works() > 0, plan.withWorks(plan.works() - 1), smaller);
    Wire clean = Wire.clean(plan.wire().latencyMicros());
    addIf(!plan.wire().equals(clean), plan.with(clean), smaller);
    addIf(
        plan.wire().latencyMicros() > LITTLE_LATENCY,
        plan.with(plan.wire().withLatency(LITTLE_LATENCY)),
        smaller);
    addIf(plan.portMillis() > 0, plan.withQuickPorts(), smaller);
    addIf(plan.addressScripts(), plan.withoutAddressScripts(), smaller);
    addIf(plan.mixed(), plan.withoutOldVersions(), smaller);
    addIf(plan.grid(), plan.withoutGrid(), smaller);
    simplerFaults(plan, smaller);
    return smaller;
  }

  private static void fewerFaults(FaultPlan plan, List<FaultPlan> smaller) {
    List<Fault> faults = plan.faults();
    int half = faults.size() / 2;
    if (half > 1) {
      smaller.add(plan.with(faults.subList(0, half)));
      smaller.add(plan.with(faults.subList(half, faults.size())));
    }
    for (int i = 0; i < faults.size(); i++) {
      List<Fault> others = new ArrayList<>(faults);
      others.remove(i);
      smaller.add(plan.with(others));
    }
  }

  private static void simplerFaults(FaultPlan plan, List<FaultPlan> smaller) {
    for (int i = 0; i < plan.faults().size(); i++) {
      Fault fault = plan.faults().get(i);
      if (fault.isAtMoment()) {
        smaller.add(plan.with(replaced(plan.faults(), i, fault.withoutMoment())));
      }
      if (fault.forMillis() > 1) {
        smaller.add(plan.with(replaced(plan.faults(), i, fault.lasting(fault.forMillis() / 2))));
      }
    }
  }

  private static List<Fault> replaced(List<Fault> faults, int at, Fault by) {
    List<Fault> others = new ArrayList<>(faults);
    others.set(at, by);
    return others;
  }

  private static void addIf(boolean smallerIndeed, FaultPlan plan, List<FaultPlan> smaller) {
    if (smallerIndeed) {
      smaller.add(plan);
    }
  }
}
