package org.sipha.bench.system;

import java.time.Duration;
import java.util.function.Supplier;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;

/**
 * Memory of a call that is up, with both session descriptions: the slope between two numbers of
 * calls, so that what a server needs anyway doesn't count.
 */
public final class Memory implements Scenario {
  private static final int BRISK = 400;

  @Override
  public void run(Sizes sizes, Results results) {
    measure(() -> SiphaPair.replicating(new SiphaPair.Options(sizes).limit(1_000)), sizes, results);
    if (sizes.withKamailio()) {
      measure(KamailioPair::replicating, sizes, results);
    }
  }

  private static void measure(Supplier<Subject> start, Sizes sizes, Results results) {
    int few = sizes.heldCalls() / 5;
    int more = sizes.heldCalls() - few;
    int perSecond = Math.min(BRISK, sizes.callsPerSecond());
    try (Subject subject = start.get();
        CallLoad first = CallLoad.hold(subject, subject.telephones().held(), few, perSecond)) {
      Pause.of(Duration.ofSeconds(sizes.restSeconds()));
      long primary = subject.primaryMemory();
      long backup = subject.backupMemory();
      try (CallLoad second =
          CallLoad.hold(subject, subject.telephones().moreHeld(), more, perSecond)) {
        Pause.of(Duration.ofSeconds(sizes.restSeconds()));
        String of = subject.name();
        double primaryEach = (double) (subject.primaryMemory() - primary) / more;
        double backupEach = (double) (subject.backupMemory() - backup) / more;
        results.add(new Figure("memory per held call, primary", of, primaryEach, "bytes"));
        results.add(new Figure("memory per held call, backup", of, backupEach, "bytes"));
        if (subject instanceof SiphaPair pair) {
          resident("primary", SiphaPair.resident(pair.pair().primary()), sizes, results);
          resident("backup", SiphaPair.resident(pair.pair().backup()), sizes, results);
        }
        requireUp(first, few);
        requireUp(second, more);
      }
    }
  }

  private static void resident(String role, long bytes, Sizes sizes, Results results) {
    String name = "resident memory with %,d held calls, %s".formatted(sizes.heldCalls(), role);
    results.add(new Figure(name, Figure.SIPHA, bytes / 1e6, "MB"));
  }

  private static void requireUp(CallLoad load, int calls) {
    if (load.result().current() != calls) {
      throw new AssertionError("held calls have ended: " + load.result());
    }
  }
}
