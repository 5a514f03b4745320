package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;

/**
 * The primary is lost by {@code kill -9}: no answered call may notice it. Then the killed server
 * comes back.
 */
@Tag("failover")
class FailoverStory {
  private static final int CALLS = Soak.size("failover", 600, 10_000);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

  @Test
  void noAnsweredCallIsLostWhenThePrimaryIsKilledUnderLoad() {
    try (Stage stage = Stage.withPair(PairSetup::patient)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(CALLS, Stage.BRISK);
      pair.awaitReady(Duration.ofSeconds(60));
      Server killed = pair.primary();
      SippLoad load = stage.load(50);
      load.awaitMore(20, Duration.ofSeconds(30));
      Timeline timeline = stage.timeline();
      Prober prober = stage.prober();
      prober.firstAnswerAfter(System.nanoTime(), Duration.ofSeconds(5));

      long killedNanos = System.nanoTime();
      killed.kill9();
      long answeredNanos =
          prober.firstAnswerAfter(System.nanoTime(), FIRST_ANSWER.multipliedBy(10));
      Figures.print(
          "failover with %,d calls, kill to the first SIP answer".formatted(CALLS),
          Duration.ofNanos(answeredNanos - killedNanos).toMillis() + " ms");
      pair.awaitRole(pair.other(killed), "primary", Duration.ofSeconds(10));
      load.awaitMore(20, Duration.ofSeconds(30));

      stage.held().holdAndResume(calls.subList(0, 50), Side.CALLER, Stage.BRISK);
      stage.held().holdAndResume(calls.subList(50, 100), Side.CALLEE, Stage.BRISK);
      stage.endFromBothSides(calls);
      SippLoad.Report report = load.stop();
      Figures.print("failover under load", report.toString());
      assertThat(report.lost()).as(report.errors()).isZero();
      timeline.assertNeverTwoPrimaries();
    }
  }

  @Test
  void theKilledServerReturnsAsBackupAndThePairCanSwitchBack() {
    try (Stage stage = Stage.withPair(PairSetup::patient)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(500, Stage.BRISK);
      pair.awaitReady(Duration.ofSeconds(60));
      SippLoad load = stage.load(20);
      load.awaitMore(5, Duration.ofSeconds(30));
      if (pair.primary() != pair.a()) {
        stage.switchOver(pair.a());
      }
      Timeline timeline = stage.timeline();
      pair.a().kill9();
      pair.awaitRole(pair.b(), "primary", Duration.ofSeconds(10));

      pair.a().start();
      pair.awaitRole(pair.a(), "backup", Duration.ofSeconds(60));
      pair.awaitReady(Duration.ofSeconds(60));
      SippLoad.Report whileAway = load.stop();
      assertThat(whileAway.lost()).as(whileAway.errors()).isZero();
      assertThat(pair.awaitSameCalls(Duration.ofSeconds(10)))
          .as("calls after the return")
          .hasSize(500);
      load = stage.load(20);
      load.awaitMore(5, Duration.ofSeconds(30));

      stage.switchOver(pair.a());
      assertThat(pair.primary()).isSameAs(pair.a());
      load.awaitMore(5, Duration.ofSeconds(30));
      stage.endFromBothSides(calls);
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
      timeline.assertNeverTwoPrimaries();
    }
  }

  @Test
  void aPrimaryThatIsBackWithinThreeHundredMillisecondsCostsNoCall() {
    try (Stage stage = Stage.withPair(PairSetup::patient)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(500, Stage.BRISK);
      pair.awaitReady(Duration.ofSeconds(60));
      SippLoad load = stage.load(20);
      load.awaitMore(5, Duration.ofSeconds(30));
      Server killed = pair.primary();
      Timeline timeline = stage.timeline();

      long killedNanos = System.nanoTime();
      killed.kill9();
      killed.start();
      Duration away = Duration.ofNanos(System.nanoTime() - killedNanos);

      assertThat(away).as("time to the new process").isLessThan(Duration.ofMillis(300));
      pair.awaitWhole(Duration.ofSeconds(60));
      assertThat(pair.backup()).as("who has lost its calls").isSameAs(killed);
      load.awaitMore(5, Duration.ofSeconds(30));
      stage.endFromBothSides(calls);
      SippLoad.Report report = load.stop();
      assertThat(report.lost()).as(report.errors()).isZero();
      timeline.assertNeverTwoPrimaries();
    }
  }
}
