package org.sipha.bench.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;

/** From {@code kill -9} of the primary to the first SIP answer of the other one. */
public final class Failover implements Scenario {
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration BACK = Duration.ofMinutes(5);

  @Override
  public void run(Sizes sizes, Results results) {
    List<Double> took = new ArrayList<>();
    try (SiphaPair subject = SiphaPair.replicating(new SiphaPair.Options(sizes).limit(1_000));
        CallLoad calls =
            CallLoad.hold(
                subject, subject.telephones().held(), sizes.heldCalls(), sizes.callsPerSecond());
        Prober prober = prober(subject)) {
      for (int i = 0; i < sizes.failovers(); i++) {
        took.add(failOver(subject.pair(), prober));
      }
      if (calls.result().current() != sizes.heldCalls()) {
        throw new AssertionError("held calls have ended: " + calls.result());
      }
    }
    Collections.sort(took);
    String name = "kill to the first answer, %,d held calls".formatted(sizes.heldCalls());
    results.add(new Figure(name + ", median", Figure.SIPHA, took.get(took.size() / 2), "ms"));
    results.add(new Figure(name + ", longest", Figure.SIPHA, took.get(took.size() - 1), "ms"));
  }

  /** Asks from now on, and has got an answer. */
  static Prober prober(SiphaPair subject) {
    Prober prober =
        new Prober(
            subject.telephones().asking().number(),
            subject.telephones().asking().port(),
            subject.sipPort());
    prober.firstAnswerAfter(System.nanoTime(), ANSWER);
    return prober;
  }

  /** Milliseconds; the pair is whole again afterwards. */
  static double failOver(Pair pair, Prober prober) {
    pair.awaitReady(BACK);
    Server killed = pair.primary();
    long killedNanos = System.nanoTime();
    killed.kill9();
    // What was answered before the process was gone doesn't count.
    long answered = prober.firstAnswerAfter(System.nanoTime(), ANSWER);
    pair.awaitRole(pair.other(killed), "primary", ANSWER);
    killed.start();
    pair.awaitWhole(BACK);
    return (answered - killedNanos) / 1e6;
  }
}
