package org.sipha.bench.system;

import java.nio.file.Path;
import java.time.Duration;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.NodeStatus.Batch;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Site;
import org.sipha.it.lab.Relay;

/**
 * The HA connection is cut: without load, for what a new session with equal tables costs, and under
 * load, for how long it takes until the two are level again.
 */
public final class Cut implements Scenario {
  private static final int BRISK = 400;
  private static final int LIMIT = 500;
  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Override
  public void run(Sizes sizes, Results results) {
    // In this order, so that by the rule of the lower address both ends agree on who dials.
    int first = FreePorts.block(4);
    try (Relay relay = new Relay(first + 1, first + 3, first + 2, first);
        SiphaPair subject =
            SiphaPair.replicating(
                new SiphaPair.Options(sizes)
                    .limit(LIMIT)
                    .created(setup -> setup.create(Directories.fresh("pair"), site(first))));
        CallLoad calls =
            CallLoad.hold(
                subject,
                subject.telephones().held(),
                sizes.heldCalls(),
                Math.min(BRISK, sizes.callsPerSecond()))) {
      Pause.of(Duration.ofSeconds(sizes.restSeconds()));
      withoutLoad(relay, subject, sizes, results);
      underLoad(relay, subject, sizes, results);
      if (calls.result().current() != sizes.heldCalls()) {
        throw new AssertionError("held calls have ended: " + calls.result());
      }
    }
  }

  private static Site site(int first) {
    return new Site(
        "127.0.0.1",
        FreePorts.next(),
        "type = file\nlock-file = " + Path.of("pair.lock"),
        Site.loopback(Site.plainConnection(first, first + 1)),
        Site.loopback(Site.plainConnection(first + 3, first + 2)));
  }

  private static void withoutLoad(Relay relay, SiphaPair subject, Sizes sizes, Results results) {
    double quietBefore = subject.haBytes();
    Pause.of(SHORT);
    double quietPerNano = (subject.haBytes() - quietBefore) / SHORT.toNanos();
    shut(relay, true);
    Pause.of(SHORT);
    double before = subject.haBytes();
    long from = System.nanoTime();
    shut(relay, false);
    awaitLevel(subject.pair());
    long took = System.nanoTime() - from;
    // The heartbeats would be there without it.
    double bytes = subject.haBytes() - before - quietPerNano * took;
    String name = "new session with %,d equal calls".formatted(sizes.heldCalls());
    results.add(new Figure(name + ", HA connection", Figure.SIPHA, bytes, "bytes"));
    results.add(new Figure(name + ", until level", Figure.SIPHA, took / 1e6, "ms"));
  }

  private static void underLoad(Relay relay, SiphaPair subject, Sizes sizes, Results results) {
    Pair pair = subject.pair();
    pair.awaitReady(PATIENCE);
    int seconds = sizes.cutSeconds() + sizes.warmUpSeconds() + 20;
    try (CallLoad load = CallLoad.start(subject, sizes.besideCallsPerSecond(), seconds)) {
      Pause.of(Duration.ofSeconds(sizes.warmUpSeconds()));
      shut(relay, true);
      Pause.of(Duration.ofSeconds(sizes.cutSeconds()));
      long from = System.nanoTime();
      shut(relay, false);
      awaitLevel(pair);
      long took = System.nanoTime() - from;
      String name = "after a cut of %d s".formatted(sizes.cutSeconds());
      int batches =
          pair.primary().http().status().batches().stream().mapToInt(Batch::number).max().orElse(0);
      results.add(new Figure("level " + name, Figure.SIPHA, took / 1e9, "s"));
      results.add(new Figure("floor " + name, Figure.SIPHA, Math.max(0, batches - 1), "s"));
      results.add(new Figure("failed calls " + name, Figure.SIPHA, load.await().failed(), ""));
    }
  }

  private static void shut(Relay relay, boolean now) {
    relay.toA().shut(now);
    relay.toB().shut(now);
  }

  private static void awaitLevel(Pair pair) {
    pair.await(
        PATIENCE,
        "the two are level",
        () -> {
          NodeStatus status = pair.primary().http().status();
          return status.isConnected() && status.synchronization().equals("done");
        });
  }
}
