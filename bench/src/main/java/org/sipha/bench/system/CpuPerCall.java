package org.sipha.bench.system;

import java.time.Duration;
import java.util.function.Supplier;
import org.sipha.bench.Figure;
import org.sipha.bench.Print;
import org.sipha.bench.Results;
import org.sipha.bench.Sizes;
import org.sipha.it.harness.Sipp;

/**
 * CPU time of a call, and how long its set-up takes: alone, replicating, and replicating with
 * answers that wait for the backup.
 */
public final class CpuPerCall implements Scenario {
  static final String ALONE = "alone";
  static final String REPLICATING = "replicating";
  static final String PROTECTED = "replicating, answers protected";

  private static final int PROBES_PER_SECOND = 50;

  /**
   * In the first minute the compilers of a JVM take as much time as the calls, in the second a
   * tenth.
   */
  private static final int WARM_UPS = 4;

  @Override
  public void run(Sizes sizes, Results results) {
    measure(ALONE, () -> SiphaPair.alone(unprotected(sizes)), sizes, results);
    measure(REPLICATING, () -> SiphaPair.replicating(unprotected(sizes)), sizes, results);
    measure(PROTECTED, () -> SiphaPair.replicating(new SiphaPair.Options(sizes)), sizes, results);
    if (sizes.withKamailio()) {
      measure(ALONE, KamailioPair::alone, sizes, results);
      measure(REPLICATING, KamailioPair::replicating, sizes, results);
    }
  }

  /** As Kamailio does it: an answer goes at once, and its copy follows. */
  private static SiphaPair.Options unprotected(Sizes sizes) {
    return new SiphaPair.Options(sizes).answerSyncTimeout(0);
  }

  private static void measure(String mode, Supplier<Subject> start, Sizes sizes, Results results) {
    try (Subject subject = start.get()) {
      warmUp(subject, sizes);
      cpu(mode, subject, sizes, results);
      latency(mode, subject, sizes, results);
    }
  }

  /**
   * Load, and what the measurement itself asks, as a monitoring system does: a JVM that is asked
   * for the first time compiles a good part of what it has compiled once more.
   */
  private static void warmUp(Subject subject, Sizes sizes) {
    int seconds = WARM_UPS * sizes.warmUpSeconds();
    try (CallLoad load = CallLoad.start(subject, sizes.callsPerSecond(), seconds)) {
      for (int second = 0; second < seconds; second++) {
        Pause.of(Duration.ofSeconds(1));
        haBytes(subject);
        subject.primaryCpu();
        subject.backupCpu();
      }
      load.await();
    }
  }

  private static double haBytes(Subject subject) {
    return subject instanceof SiphaPair pair ? pair.haBytes() : 0;
  }

  private static void cpu(String mode, Subject subject, Sizes sizes, Results results) {
    double bytesBefore = haBytes(subject);
    Duration primaryBefore = subject.primaryCpu();
    Duration backupBefore = subject.backupCpu();
    Sipp.Result result;
    try (CallLoad load = CallLoad.start(subject, sizes.callsPerSecond(), sizes.seconds())) {
      result = load.await();
    }
    double calls = result.successful();
    Duration primary = subject.primaryCpu().minus(primaryBefore);
    Duration backup = subject.backupCpu().minus(backupBefore);
    String of = subject.name();
    results.add(new Figure("CPU per call, " + mode, of, primary.toMillis() / calls, "ms"));
    if (!mode.equals(ALONE)) {
      results.add(new Figure("CPU per call, backup, " + mode, of, backup.toMillis() / calls, "ms"));
      if (subject instanceof SiphaPair) {
        double bytes = (haBytes(subject) - bytesBefore) / calls;
        results.add(new Figure("HA connection per call, " + mode, of, bytes, "bytes"));
      }
    }
    if (result.failed() + result.retransmissions() > 0) {
      Print.line(
          "  %s, %s: %d calls failed, %d retransmissions",
          of, mode, result.failed(), result.retransmissions());
    }
  }

  private static void latency(String mode, Subject subject, Sizes sizes, Results results) {
    try (CallLoad load = CallLoad.start(subject, sizes.callsPerSecond(), sizes.seconds());
        SetUpProbe probe = new SetUpProbe(subject, PROBES_PER_SECOND)) {
      long from = System.nanoTime();
      load.await();
      SetUps setUps = probe.between(from, System.nanoTime() - Duration.ofSeconds(1).toNanos());
      String of = subject.name();
      results.add(new Figure("set-up p50, " + mode, of, setUps.millis(0.5), "ms"));
      results.add(new Figure("set-up p99, " + mode, of, setUps.millis(0.99), "ms"));
      results.add(new Figure("set-up p99.9, " + mode, of, setUps.millis(0.999), "ms"));
      if (setUps.unanswered() > 0) {
        Print.line("  %s, %s: %d set-ups got no answer", of, mode, setUps.unanswered());
      }
    }
  }
}
