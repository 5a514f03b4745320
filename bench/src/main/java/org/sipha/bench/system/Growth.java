package org.sipha.bench.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.agent.Prober;

/** How each cost of held calls grows with their number: a hundredth, a tenth and all of many. */
public final class Growth implements Scenario {
  /** Beside what the other scenarios hold. */
  private static final int TIMES = 10;

  private static final int LIMIT = 1_000;
  private static final int FAILOVERS = 3;
  private static final Duration IDLE = Duration.ofSeconds(10);

  @Override
  public void run(Sizes sizes, Results results) {
    int all = TIMES * sizes.heldCalls();
    try (RelayedPair relayed = RelayedPair.started(sizes, LIMIT);
        Prober prober = Failover.prober(relayed.subject())) {
      Telephones telephones = relayed.subject().telephones();
      try (CallLoad hundredth = grow(relayed, telephones.held(), 0, all / 100, sizes)) {
        measure(relayed, prober, 1, List.of(hundredth), sizes, results);
        try (CallLoad tenth = grow(relayed, telephones.moreHeld(), all / 100, all / 10, sizes)) {
          measure(relayed, prober, 1, List.of(hundredth, tenth), sizes, results);
          try (CallLoad rest = grow(relayed, telephones.load(), all / 10, all, sizes)) {
            measure(relayed, prober, FAILOVERS, List.of(hundredth, tenth, rest), sizes, results);
          }
        }
      }
    }
  }

  private static CallLoad grow(
      RelayedPair relayed, Telephones.Couple couple, int from, int to, Sizes sizes) {
    return CallLoad.hold(relayed.subject(), couple, to - from, sizes.callsPerSecond());
  }

  private static void measure(
      RelayedPair relayed,
      Prober prober,
      int failovers,
      List<CallLoad> loads,
      Sizes sizes,
      Results results) {
    SiphaPair subject = relayed.subject();
    int held = loads.stream().mapToInt(load -> (int) load.result().current()).sum();
    String with = " with %,d held calls".formatted(held);
    Pause.of(Duration.ofSeconds(sizes.restSeconds()));
    add(results, "live heap" + with + ", primary", subject.primaryMemory() / 1e6, "MB");
    add(results, "live heap" + with + ", backup", subject.backupMemory() / 1e6, "MB");
    Duration before = subject.primaryCpu();
    Pause.of(IDLE);
    double idle = (double) subject.primaryCpu().minus(before).toMillis() / IDLE.toSeconds();
    add(results, "CPU per second" + with + ", without load", idle, "ms");
    relayed.newSession(held, results);
    List<Double> took = new ArrayList<>();
    for (int i = 0; i < failovers; i++) {
      took.add(Failover.failOver(subject.pair(), prober));
    }
    Collections.sort(took);
    String name = "kill to the first answer, %,d held calls, median".formatted(held);
    add(results, name, took.get(took.size() / 2), "ms");
    int left = loads.stream().mapToInt(load -> (int) load.result().current()).sum();
    if (left != held) {
      throw new AssertionError("held calls have ended: %,d of %,d are left".formatted(left, held));
    }
  }

  private static void add(Results results, String name, double value, String unit) {
    results.add(new Figure(name, Figure.SIPHA, value, unit));
  }
}
