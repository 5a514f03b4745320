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
 * comes back, late or at once.
 */
@Tag("failover")
class FailoverStory {
  private static final int CALLS = Soak.size("failover", 600, 10_000);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

  @Test
  void noAnsweredCallIsLostAndTheKilledServerReturnsAsBackup() {
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

      kill(killed, prober);
      pair.awaitRole(pair.other(killed), "primary", Duration.ofSeconds(10));
      load.awaitMore(20, Duration.ofSeconds(30));
      stage.held().holdAndResume(calls.subList(0, 50), Side.CALLER, Stage.BRISK);
      stage.held().holdAndResume(calls.subList(50, 100), Side.CALLEE, Stage.BRISK);
      List<HeldCall> some = calls.subList(0, CALLS / 6);
      stage.endFromBothSides(some);

      killed.start();
      pair.awaitRole(killed, "backup", Duration.ofSeconds(60));
      pair.awaitReady(Duration.ofSeconds(60));
      SippLoad.Report report = load.stop();
      load.close();
      Figures.print("failover under load", report.toString());
      assertThat(report.lost()).as(report.errors()).isZero();
      pair.awaitSameCalls(Duration.ofSeconds(10), CALLS - some.size());

      thePairSwitchesBack(stage, killed);
      List<HeldCall> rest = calls.subList(some.size(), CALLS);
      aPrimaryIsBackWithinThreeHundredMilliseconds(stage, rest);
      timeline.assertNeverTwoPrimaries();
    }
  }

  private static void kill(Server killed, Prober prober) {
    long killedNanos = System.nanoTime();
    killed.kill9();
    long answeredNanos = prober.firstAnswerAfter(System.nanoTime(), FIRST_ANSWER.multipliedBy(10));
    Figures.print(
        "failover with %,d calls, kill to the first SIP answer".formatted(CALLS),
        Duration.ofNanos(answeredNanos - killedNanos).toMillis() + " ms");
  }

  private static void thePairSwitchesBack(Stage stage, Server back) {
    try (SippLoad load = stage.load(20)) {
      load.awaitMore(5, Duration.ofSeconds(30));
      stage.switchOver(back);
      assertThat(stage.pair().primary()).isSameAs(back);
      load.awaitMore(5, Duration.ofSeconds(30));
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
    }
  }

  /** It comes back before its backup has taken over for long, and without its calls. */
  private static void aPrimaryIsBackWithinThreeHundredMilliseconds(
      Stage stage, List<HeldCall> calls) {
    Pair pair = stage.pair();
    pair.awaitReady(Duration.ofSeconds(60));
    SippLoad load = stage.load(20);
    load.awaitMore(5, Duration.ofSeconds(30));
    Server killed = pair.primary();

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
  }
}
