package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;

/**
 * A frozen primary still holds the lock: nobody may serve in its place, until it wakes or is ended.
 */
@Tag("frozen")
class FrozenPrimaryStory {
  private static final Duration FROZEN = Duration.ofSeconds(Soak.size("frozen", 6, 10));

  /** What was in the sockets when it froze is still read by the one who asked. */
  private static final Duration LAST_WORDS = Duration.ofMillis(100);

  @Test
  void aFrozenPrimaryIsNotReplacedUntilItIsEnded() {
    try (Stage stage = Stage.withPair(PairSetup::patient)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(500, Stage.BRISK);
      pair.awaitReady(Duration.ofSeconds(60));
      SippLoad load = stage.load(20);
      load.awaitMore(5, Duration.ofSeconds(30));
      Timeline timeline = stage.timeline();
      itWakesIntoAWholePair(stage, timeline);
      load.awaitMore(5, Duration.ofSeconds(30));
      stage.endFromBothSides(calls.subList(0, 100));
      pair.awaitReady(Duration.ofSeconds(60));

      Server frozen = pair.primary();
      Server backup = pair.backup();
      frozen.freeze();
      awaitPeerFrozen(pair, backup);
      assertThat(backup.http().status().role()).isEqualTo("backup");
      frozen.kill9();

      Duration takeover = pair.awaitRole(backup, "primary", Duration.ofSeconds(10));
      Figures.print("frozen primary ended, kill to primary", takeover.toMillis() + " ms");
      load.awaitMore(5, Duration.ofSeconds(30));
      stage.endFromBothSides(calls.subList(100, 500));
      SippLoad.Report report = load.stop();
      assertThat(report.lost()).as(report.errors()).isZero();
      timeline.assertNeverTwoPrimaries();
    }
  }

  private static void itWakesIntoAWholePair(Stage stage, Timeline timeline) {
    Pair pair = stage.pair();
    Server frozen = pair.primary();
    Server backup = pair.backup();
    Prober prober = stage.prober();
    prober.firstAnswerAfter(System.nanoTime(), Duration.ofSeconds(5));

    frozen.freeze();
    long frozenNanos = System.nanoTime() + LAST_WORDS.toNanos();
    awaitPeerFrozen(pair, backup);
    long thawNanos = frozenNanos + FROZEN.toNanos();
    while (thawNanos - System.nanoTime() > 0) {
      LockSupport.parkNanos(thawNanos - System.nanoTime());
    }
    assertThat(prober.answersBetween(frozenNanos, System.nanoTime()))
        .as("SIP answers while the primary is frozen")
        .isZero();
    frozen.thaw();

    Duration whole = pair.awaitWhole(Duration.ofSeconds(40));
    Figures.print(
        "frozen for " + FROZEN.toSeconds() + " s, waking to a whole pair",
        whole.toMillis() + " ms");
    assertThat(pair.primary()).isSameAs(frozen);
    timeline.assertNever(backup, "primary", status -> status.role().equals("primary"));
    assertThat(timeline.portSamples())
        .as("who had the SIP port open")
        .allSatisfy(sample -> assertThat(sample.owners()).isEqualTo(Set.of(frozen.name())));
  }

  private static void awaitPeerFrozen(Pair pair, Server backup) {
    pair.await(
        Duration.ofSeconds(8),
        "the backup says that its peer is frozen",
        () -> backup.http().status().shows("peer-frozen"));
  }
}
