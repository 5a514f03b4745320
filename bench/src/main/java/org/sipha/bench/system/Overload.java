package org.sipha.bench.system;

import java.time.Duration;
import org.sipha.bench.Figure;
import org.sipha.bench.Print;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Sipp;

/**
 * More calls than a pair can do: how many of them it does all the same, whether those that are up
 * notice, and how soon it is well again. It shares the machine with the telephones, which are
 * overloaded with it.
 */
public final class Overload implements Scenario {
  /** Of the best goodput that is still no decline: loads of equal rates differ as much. */
  private static final double DECLINE = 0.9;

  private static final double STEP = 1.25;
  private static final double TOO_MUCH = 1.5;
  private static final int HELD_BESIDE = 10;

  /** Until as many calls end as begin: each lasts a second. */
  private static final int LEAD_SECONDS = 3;

  private static final int RECOVERED_WITHIN = 60;

  private record Best(int rate, Goodput goodput) {}

  /**
   * Calls a second that were answered and ended as they should, while others began, and the cores
   * that telephones and servers had for that.
   */
  private record Goodput(double perSecond, double telephoneCores, double serverCores) {}

  @Override
  public void run(Sizes sizes, Results results) {
    int up = Math.max(1, sizes.heldCalls() / HELD_BESIDE);
    int gently = Math.max(1, sizes.callsPerSecond() / 2);
    try (SiphaPair subject = SiphaPair.replicating(new SiphaPair.Options(sizes));
        CallLoad held = CallLoad.hold(subject, subject.telephones().held(), up, gently)) {
      try (CallLoad warmUp = CallLoad.start(subject, gently, sizes.warmUpSeconds())) {
        warmUp.await();
      }
      Best best = best(subject, sizes);
      int rate = (int) (TOO_MUCH * best.rate);
      Goodput goodput = goodput(subject, rate, sizes.seconds());
      add(results, "goodput, best", best.goodput.perSecond, "calls/s");
      add(results, "goodput at 150 %", goodput.perSecond, "calls/s");
      addCores(results, "at the best goodput", best.goodput);
      addCores(results, "at 150 %", goodput);
      add(results, "after 150 %, until no call fails", secondsToRecover(subject, gently), "s");
      add(results, "calls up that 150 % has ended", up - held.result().current(), "");
    }
  }

  private static Best best(Subject subject, Sizes sizes) {
    Best best = new Best(0, new Goodput(0, 0, 0));
    int rate = sizes.callsPerSecond();
    while (rate <= sizes.mostCallsPerSecond()) {
      Goodput goodput = goodput(subject, rate, Math.max(2, sizes.seconds() / 3));
      if (goodput.perSecond < DECLINE * best.goodput.perSecond) {
        break;
      }
      if (goodput.perSecond > best.goodput.perSecond) {
        best = new Best(rate, goodput);
      }
      rate = (int) Math.ceil(rate * STEP);
    }
    return best;
  }

  private static Goodput goodput(Subject subject, int rate, int seconds) {
    try (CallLoad load = CallLoad.start(subject, rate, LEAD_SECONDS + seconds)) {
      Pause.of(Duration.ofSeconds(LEAD_SECONDS));
      long before = load.result().successful();
      Duration telephonesBefore = load.cpu();
      Duration serversBefore = cpu(subject);
      Pause.of(Duration.ofSeconds(seconds));
      double telephones = perSecond(load.cpu().minus(telephonesBefore), seconds);
      double servers = perSecond(cpu(subject).minus(serversBefore), seconds);
      double succeeded = (double) (load.result().successful() - before) / seconds;
      Sipp.Result result = load.await();
      Print.line(
          "  %s at %d calls/s: %.0f a second succeed, %d failed, %d retransmissions,"
              + " %.2f cores for telephones, %.2f for servers",
          subject.name(),
          rate,
          succeeded,
          result.failed(),
          result.retransmissions(),
          telephones,
          servers);
      return new Goodput(succeeded, telephones, servers);
    }
  }

  private static Duration cpu(Subject subject) {
    return subject.primaryCpu().plus(subject.backupCpu());
  }

  private static double perSecond(Duration used, int seconds) {
    return used.toMillis() / 1_000.0 / seconds;
  }

  private static double secondsToRecover(Subject subject, int gently) {
    long from = System.nanoTime();
    for (int tried = 0; tried < RECOVERED_WITHIN; tried++) {
      double before = (System.nanoTime() - from) / 1e9;
      try (CallLoad load = CallLoad.start(subject, gently, 1)) {
        if (load.await().failed() == 0) {
          return before;
        }
      }
    }
    throw new AssertionError("not well again after " + Duration.ofNanos(System.nanoTime() - from));
  }

  private static void addCores(Results results, String when, Goodput goodput) {
    add(results, "cores for the telephones, " + when, goodput.telephoneCores, "cores");
    add(results, "cores for the servers, " + when, goodput.serverCores, "cores");
  }

  private static void add(Results results, String name, double value, String unit) {
    results.add(new Figure(name, Figure.SIPHA, value, unit));
  }
}
