package org.sipha.bench.system;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.sipha.bench.Figure;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.NodeStatus.Batch;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Sipp;

/**
 * The backup is killed and started again while calls are up and others come and go: how long until
 * it has them all, against the floor that the limit sets, and what new calls notice of it.
 */
public final class Synchronization implements Scenario {
  private static final int DEFAULT_LIMIT = 500;
  private static final int BRISK = 400;
  private static final int PROBES_PER_SECOND = 50;
  private static final Duration LEVEL = Duration.ofMinutes(5);
  private static final Duration NOTHING_UNDER_WAY = Duration.ofSeconds(40);

  @Override
  public void run(Sizes sizes, Results results) {
    for (int limit : new int[] {DEFAULT_LIMIT, 1_000}) {
      sipha(limit, sizes, results);
    }
    if (sizes.withKamailio()) {
      kamailio(sizes, results);
    }
  }

  private static void sipha(int limit, Sizes sizes, Results results) {
    int held = sizes.heldCalls();
    String name = " of %,d calls at %d".formatted(held, limit);
    try (SiphaPair subject = SiphaPair.replicating(new SiphaPair.Options(sizes).limit(limit));
        CallLoad calls = hold(subject, sizes)) {
      Pair pair = subject.pair();
      try (CallLoad load =
              CallLoad.start(subject, sizes.besideCallsPerSecond(), seconds(limit, sizes));
          SetUpProbe probe = new SetUpProbe(subject, PROBES_PER_SECOND)) {
        restartOfTheBackup(limit, name, pair, probe, sizes, results);
        Sipp.Result result = load.await();
        add(results, "failed calls beside synchronization" + name, result.failed(), "");
      }
      int tooMany = pair.awaitSameCalls(NOTHING_UNDER_WAY).size() - held;
      add(results, "calls too many after synchronization" + name, tooMany, "");
      requireUp(calls, held);
    }
  }

  private static void restartOfTheBackup(
      int limit, String name, Pair pair, SetUpProbe probe, Sizes sizes, Results results) {
    Pause.of(Duration.ofSeconds(sizes.warmUpSeconds()));
    long quietFrom = System.nanoTime();
    Pause.of(Duration.ofSeconds(sizes.seconds() / 2));
    SetUps quiet = probe.between(quietFrom, System.nanoTime());
    Server backup = pair.backup();
    backup.kill9();
    long started = System.nanoTime();
    backup.start();
    pair.awaitRole(backup, "backup", LEVEL);
    long from = System.nanoTime();
    pair.await(
        LEVEL,
        "synchronized",
        () -> pair.primary().http().status().synchronization().equals("done"));
    add(results, level(sizes.heldCalls(), limit), secondsSince(started), "s");
    SetUps meanwhile = probe.between(from, System.nanoTime());
    batches(name, pair.primary().http().status(), results);
    if (!meanwhile.nanos().isEmpty()) { // of few calls it takes no time
      add(results, "set-up p99 during synchronization" + name, meanwhile.millis(0.99), "ms");
      add(results, "set-up p99 before synchronization" + name, quiet.millis(0.99), "ms");
    }
  }

  private static String level(int held, int limit) {
    return "level after a restart of the backup, %,d calls".formatted(held)
        + (limit == DEFAULT_LIMIT ? "" : " at " + limit);
  }

  private static double secondsSince(long fromNanos) {
    return (System.nanoTime() - fromNanos) / 1e9;
  }

  private static CallLoad hold(Subject subject, Sizes sizes) {
    return CallLoad.hold(
        subject,
        subject.telephones().held(),
        sizes.heldCalls(),
        Math.min(BRISK, sizes.callsPerSecond()));
  }

  private static void requireUp(CallLoad calls, int held) {
    if (calls.result().current() != held) {
      throw new AssertionError("held calls have ended: " + calls.result());
    }
  }

  private static void add(Results results, String name, double value, String unit) {
    results.add(new Figure(name, Figure.SIPHA, value, unit));
  }

  /** Long enough for the synchronization, with what comes before it. */
  private static int seconds(int limit, Sizes sizes) {
    return sizes.warmUpSeconds() + sizes.seconds() / 2 + 25 + sizes.heldCalls() / limit;
  }

  private static void batches(String name, NodeStatus status, Results results) {
    List<Batch> batches = status.batches();
    Duration confirming = Duration.ZERO;
    for (Batch batch : batches) {
      confirming = confirming.plus(Duration.between(batch.started(), confirmed(batch)));
    }
    Batch last = batches.get(batches.size() - 1);
    Duration took = Duration.between(batches.get(0).started(), confirmed(last));
    Duration floor = Duration.ofSeconds(batches.size() - 1L).plus(confirming);
    add(results, "synchronization" + name, took.toMillis() / 1e3, "s");
    add(results, "confirmations during synchronization" + name, confirming.toMillis(), "ms");
    double ratio = (double) took.toMillis() / Math.max(1, floor.toMillis());
    add(results, "synchronization against its floor" + name, ratio, "");
  }

  private static Instant confirmed(Batch batch) {
    return Objects.requireNonNull(batch.confirmed(), "a batch of a synchronization that is done");
  }

  private static void kamailio(Sizes sizes, Results results) {
    int held = sizes.heldCalls();
    try (KamailioPair subject = KamailioPair.replicating();
        CallLoad calls = hold(subject, sizes);
        CallLoad load =
            CallLoad.start(subject, sizes.besideCallsPerSecond(), seconds(DEFAULT_LIMIT, sizes))) {
      Pause.of(Duration.ofSeconds(sizes.warmUpSeconds()));
      subject.backup().kill9();
      long from = System.nanoTime();
      subject.backup().start();
      // Short calls come and go: within what two seconds bring it is level.
      long slack = 2L * sizes.besideCallsPerSecond();
      Await.until(
          LEVEL,
          "the same number of dialogs",
          () -> Math.abs(subject.primary().dialogs() - subject.backup().dialogs()) <= slack,
          () -> subject.primary().dialogs() + " and " + subject.backup().dialogs());
      String of = subject.name();
      results.add(new Figure(level(held, DEFAULT_LIMIT), of, secondsSince(from), "s"));
      Sipp.Result result = load.await();
      String failed = "failed calls beside the restart of the backup";
      results.add(new Figure(failed, of, result.failed(), ""));
      // The burst of messages costs some.
      String ended = "held calls that ended by the restart of the backup";
      results.add(new Figure(ended, of, (double) held - calls.result().current(), ""));
    }
  }
}
