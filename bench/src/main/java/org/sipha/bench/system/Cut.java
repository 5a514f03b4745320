package org.sipha.bench.system;

import java.time.Duration;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.NodeStatus.Batch;
import org.sipha.it.harness.Pair;

/**
 * The HA connection is cut: without load, for what a new session with equal tables costs, and under
 * load, for how long it takes until the two are level again.
 */
public final class Cut implements Scenario {
  private static final int BRISK = 400;
  private static final int LIMIT = 500;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public void run(Sizes sizes, Results results) {
    try (RelayedPair relayed = RelayedPair.started(sizes, LIMIT);
        CallLoad calls =
            CallLoad.hold(
                relayed.subject(),
                relayed.subject().telephones().held(),
                sizes.heldCalls(),
                Math.min(BRISK, sizes.callsPerSecond()))) {
      Pause.of(Duration.ofSeconds(sizes.restSeconds()));
      relayed.newSession(sizes.heldCalls(), results);
      underLoad(relayed, sizes, results);
      if (calls.result().current() != sizes.heldCalls()) {
        throw new AssertionError("held calls have ended: " + calls.result());
      }
    }
  }

  private static void underLoad(RelayedPair relayed, Sizes sizes, Results results) {
    SiphaPair subject = relayed.subject();
    Pair pair = subject.pair();
    pair.awaitReady(PATIENCE);
    int seconds = sizes.cutSeconds() + sizes.warmUpSeconds() + 20;
    try (CallLoad load = CallLoad.start(subject, sizes.besideCallsPerSecond(), seconds)) {
      Pause.of(Duration.ofSeconds(sizes.warmUpSeconds()));
      relayed.cut(true);
      Pause.of(Duration.ofSeconds(sizes.cutSeconds()));
      long from = System.nanoTime();
      relayed.cut(false);
      relayed.awaitLevel();
      long took = System.nanoTime() - from;
      String name = "after a cut of %d s".formatted(sizes.cutSeconds());
      int batches =
          pair.primary().http().status().batches().stream().mapToInt(Batch::number).max().orElse(0);
      results.add(new Figure("level " + name, Figure.SIPHA, took / 1e9, "s"));
      results.add(new Figure("floor " + name, Figure.SIPHA, Math.max(0, batches - 1), "s"));
      results.add(new Figure("failed calls " + name, Figure.SIPHA, load.await().failed(), ""));
    }
  }
}
