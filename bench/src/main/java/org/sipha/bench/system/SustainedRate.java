package org.sipha.bench.system;

import java.util.function.Supplier;
import org.sipha.bench.Figure;
import org.sipha.bench.Print;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Sipp;

/**
 * The highest rate at which no message has to be sent again and no call fails, replicating. It
 * shares the machine with the telephones, so it says something of two servers beside each other
 * only.
 */
public final class SustainedRate implements Scenario {
  private static final double STEP = 1.25;

  @Override
  public void run(Sizes sizes, Results results) {
    measure(() -> SiphaPair.replicating(new SiphaPair.Options(sizes)), sizes, results);
    if (sizes.withKamailio()) {
      measure(KamailioPair::replicating, sizes, results);
    }
  }

  private static void measure(Supplier<Subject> start, Sizes sizes, Results results) {
    try (Subject subject = start.get()) {
      int sustained = 0;
      int rate = Math.max(1, sizes.callsPerSecond() / 2);
      try (CallLoad warmUp = CallLoad.start(subject, rate, sizes.warmUpSeconds())) {
        warmUp.await();
      }
      while (rate <= sizes.mostCallsPerSecond() && isSustained(subject, rate, sizes)) {
        sustained = rate;
        rate = (int) Math.ceil(rate * STEP);
      }
      results.add(new Figure("sustained rate, replicating", subject.name(), sustained, "calls/s"));
    }
  }

  /** A single pause of the machine isn't the end: each rate has a second chance. */
  private static boolean isSustained(Subject subject, int rate, Sizes sizes) {
    for (int chance = 1; chance <= 2; chance++) {
      try (CallLoad load = CallLoad.start(subject, rate, Math.max(2, sizes.seconds() / 3))) {
        Sipp.Result result = load.await();
        Print.line(
            "  %s at %d calls/s: %d retransmissions, %d failed",
            subject.name(), rate, result.retransmissions(), result.failed());
        if (result.retransmissions() == 0 && result.failed() == 0) {
          return true;
        }
      }
    }
    return false;
  }
}
