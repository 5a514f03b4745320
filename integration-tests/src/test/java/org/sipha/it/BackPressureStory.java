package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.ChanceCalls;
import org.sipha.it.agent.ChanceCalls.Ended;
import org.sipha.it.agent.Latencies;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.ProcessFigures;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.SlowMotion;

/**
 * A backup that stands still, or runs a tenth of the time: the primary's answers and memory must
 * not show it (SPEC 3.6).
 */
@Tag("backpressure")
class BackPressureStory {
  private static final Duration PHASE = Duration.ofSeconds(Soak.size("backpressure", 4, 60));
  private static final int CALLS_PER_SECOND = Soak.size("backpressure", 30, 100);

  /** An OPTIONS has nothing to do with the backup; a busy machine takes its time all the same. */
  private static final Duration PROMPT = Duration.ofMillis(500);

  /** The early record, the answer: each waits for the backup for 100 ms at most. */
  private static final Duration SET_UP = Duration.ofMillis(2_000);

  private static final long MORE_MEMORY = 64 << 20;

  /** What was measured in one phase. */
  private record Phase(Latencies answers, Ended calls, long heap, long resident) {}

  @Test
  void thePrimarysAnswersAndMemoryStayFlatBesideABackupThatIsFrozenOrSlow() {
    try (Stage stage = Stage.withPair(setup -> setup)) {
      Pair pair = stage.pair();
      pair.awaitReady(Duration.ofSeconds(60));
      Server primary = pair.primary();
      Server backup = pair.backup();
      SippLoad load = stage.load(20);
      load.awaitMore(5, Duration.ofSeconds(30));
      Prober prober = stage.prober();
      ChanceCalls calls = stage.chanceCalls(1);
      measure("warming up", primary, prober, calls);
      Phase before = measure("before", primary, prober, calls);

      backup.freeze();
      Phase frozen = measure("backup frozen", primary, prober, calls);
      backup.thaw();
      pair.awaitReady(Duration.ofSeconds(60));

      Phase slow;
      try (SlowMotion motion =
          new SlowMotion(backup, Duration.ofMillis(90), Duration.ofMillis(10))) {
        slow = measure("backup runs a tenth of the time", primary, prober, calls);
      }
      pair.awaitReady(Duration.ofSeconds(60));
      Phase after = measure("after", primary, prober, calls);

      for (Phase phase : new Phase[] {before, frozen, slow, after}) {
        assertThat(phase.answers.unanswered()).as("OPTIONS without an answer").isZero();
        assertThat(phase.answers.percentile(99)).isLessThan(PROMPT);
        assertThat(phase.calls.neverUp()).as("calls that weren't answered").isEmpty();
        assertThat(phase.calls.setUp().percentile(99)).isLessThan(SET_UP);
        assertThat(phase.calls.lost()).isEmpty();
        assertThat(phase.heap - before.heap).as("heap in use").isLessThan(MORE_MEMORY);
        assertThat(phase.resident - before.resident).as("resident").isLessThan(2 * MORE_MEMORY);
      }
      assertThat(pair.primary()).isSameAs(primary);
      SippLoad.Report report = load.stop();
      assertThat(report.lost()).as(report.errors()).isZero();
      assertThat(report.failed()).as(report.errors()).isZero();
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
    }
  }

  private static Phase measure(String what, Server primary, Prober prober, ChanceCalls calls) {
    long from = System.nanoTime();
    calls.start(CALLS_PER_SECOND);
    LockSupport.parkNanos(PHASE.toNanos());
    calls.stop();
    long to = System.nanoTime();
    Ended ended = calls.endAll();
    Phase phase =
        new Phase(
            prober.latenciesBetween(from, to),
            ended,
            ProcessFigures.liveHeap(primary),
            ProcessFigures.residentBytes(primary));
    Figures.print(what + ", OPTIONS", phase.answers.toString());
    Figures.print(what + ", call set-up", ended.setUp().toString());
    Figures.print(
        what + ", memory of the primary",
        "%.1f MB of heap in use, %.1f MB resident"
            .formatted(phase.heap / 1e6, phase.resident / 1e6));
    return phase;
  }
}
