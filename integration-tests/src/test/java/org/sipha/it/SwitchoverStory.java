package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Metrics;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.ProcessFigures;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;

/** A planned switchover: no call notices it, and it is refused while it isn't safe. */
@Tag("switchover")
class SwitchoverStory {
  private static final int CALLS = Soak.size("switchover", 600, 10_000);

  @Test
  void noCallIsLostAndNoneFailsWhenThePairSwitchesOverUnderLoadOrThePrimaryIsStopped() {
    try (Stage stage = Stage.withPair(setup -> setup)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(CALLS, Stage.BRISK);
      pair.awaitReady(Duration.ofSeconds(60));
      Server old = pair.primary();
      Server next = pair.backup();
      SippLoad load = stage.load(50);
      load.awaitMore(20, Duration.ofSeconds(30));
      printCpuPerCall(load, old, next);
      Timeline timeline = stage.timeline();
      Prober prober = stage.prober();
      prober.firstAnswerAfter(System.nanoTime(), Duration.ofSeconds(5));

      long asked = System.nanoTime();
      stage.switchOver(next);
      load.awaitMore(20, Duration.ofSeconds(30));

      Figures.print(
          "switchover under load, longest time without a SIP answer",
          prober.longestSilenceBetween(asked, System.nanoTime()).toMillis() + " ms");
      assertMeasured(old, next);
      stage.held().holdAndResume(calls.subList(0, 50), Side.CALLER, Stage.BRISK);
      stage.held().holdAndResume(calls.subList(50, 100), Side.CALLEE, Stage.BRISK);
      stage.endFromBothSides(calls.subList(0, CALLS / 2));

      aPrimaryThatIsStoppedHandsOverFirst(stage, load);
      stage.endFromBothSides(calls.subList(CALLS / 2, CALLS));
      SippLoad.Report report = load.stop();
      Figures.print("switchover under load", report.toString());
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).isZero();
      timeline.assertNeverTwoPrimaries();
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
    }
  }

  @Test
  void switchoverIsRefusedWithTheBlockersWhileReadinessIsZero() {
    try (Stage stage = Stage.withPair(setup -> setup.labSettling(40))) {
      Pair pair = stage.pair();
      Server primary = pair.primary();
      Server backup = pair.backup();
      SippLoad load = stage.load(20);
      for (Server server : pair.servers()) {
        Answer answer = server.http().post("/switchover");
        assertThat(answer.status()).as(answer.text()).isEqualTo(412);
        assertThat(answer.body().path("result").asText()).isEqualTo("refused");
        assertThat(answer.names("settling")).as(answer.text()).isTrue();
        assertThat(server.http().postWithoutToken("/switchover?force=true").status())
            .isEqualTo(401);
      }
      assertThat(primary.http().statusCode("/readiness/switchover", Duration.ofSeconds(5)))
          .isEqualTo(503);
      ShellCommand command =
          ShellCommand.sipha("switchover", "--config", backup.config().toString());
      assertThat(command.exitStatus()).as(command.output()).isEqualTo(75);
      assertThat(command.output()).contains("settling");

      backup.kill9();
      pair.await(
          Duration.ofSeconds(15),
          "the primary says that the connection is down",
          () -> primary.http().status().isBlockedBy("ha-connection-down"));
      Answer alone = primary.http().post("/switchover");
      assertThat(alone.status()).as(alone.text()).isEqualTo(412);
      assertThat(alone.names("ha-connection-down")).isTrue();
      assertThat(primary.http().status().role()).isEqualTo("primary");
      theTimelineTells(primary);
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
    }
  }

  /** In the order in which it happened, and the log has each once. */
  private static void theTimelineTells(Server primary) {
    List<String> codes =
        primary.http().get("/events?limit=1000").body().path("events").findValuesAsText("code");
    assertThat(codes)
        .containsSubsequence(
            "server-started",
            "sip-opened",
            "role-primary",
            "synchronization-begun",
            "synchronization-done",
            "command",
            "switchover-refused",
            "connection-down",
            "switchover-refused");
    // Which server serves is settled before or after they meet.
    assertThat(codes)
        .containsSubsequence("server-started", "connection-established", "synchronization-begun");
    for (String code : List.of("role-primary", "sip-opened", "connection-down")) {
      // Two servers that start at once may lose their first connection by dialling each other.
      assertThat(primary.log())
          .filteredOn(line -> line.contains("[" + code + "] "))
          .hasSize(Collections.frequency(codes, code));
    }
  }

  /** The primary is asked to stop, as by {@code systemctl stop}. */
  private static void aPrimaryThatIsStoppedHandsOverFirst(Stage stage, SippLoad load) {
    Pair pair = stage.pair();
    pair.awaitReady(Duration.ofSeconds(60));
    Server stopped = pair.primary();

    int exitStatus = stopped.stop();

    assertThat(exitStatus).isIn(0, 143);
    pair.awaitRole(pair.other(stopped), "primary", Duration.ofSeconds(5));
    load.awaitMore(20, Duration.ofSeconds(30));
    stopped.start();
    pair.awaitWhole(Duration.ofSeconds(60));
  }

  /** What Prometheus is told after the switchover, by the old primary and by the new one. */
  private static void assertMeasured(Server old, Server next) {
    Metrics before = Metrics.of(old);
    Metrics now = Metrics.of(next);
    for (Metrics metrics : List.of(before, now)) {
      assertThat(metrics.names()).containsAll(Metrics.promised());
      assertThat(metrics.value("sipha_ha_connection{state=\"established\"}")).isEqualTo(1);
      assertThat(metrics.value("sipha_ha_bytes_total{direction=\"sent\"}")).isPositive();
      assertThat(metrics.value("sipha_calls")).isGreaterThanOrEqualTo(CALLS);
    }
    assertThat(before.value("sipha_role{role=\"backup\"}")).isEqualTo(1);
    assertThat(before.value("sipha_role_changes_total")).isGreaterThanOrEqualTo(2);
    assertThat(before.value("sipha_replication_delay_seconds_count")).isGreaterThan(CALLS);
    assertThat(now.value("sipha_role{role=\"primary\"}")).isEqualTo(1);
    assertThat(now.value("sipha_sip_answers_total{class=\"2xx\",direction=\"sent\"}")).isPositive();
    assertThat(now.value("sipha_sip_queueing_delay_seconds_count")).isPositive();
  }

  private static void printCpuPerCall(SippLoad load, Server primary, Server backup) {
    long calls = load.answered();
    Duration ofPrimary = ProcessFigures.cpuTime(primary);
    Duration ofBackup = ProcessFigures.cpuTime(backup);
    load.awaitMore(Soak.size("switchover", 15, 60), Duration.ofSeconds(30));
    calls = load.answered() - calls;
    Figures.print(
        "CPU per call at 50 calls/s",
        "primary %d us, backup %d us"
            .formatted(
                ProcessFigures.cpuTime(primary).minus(ofPrimary).toNanos() / 1000 / calls,
                ProcessFigures.cpuTime(backup).minus(ofBackup).toNanos() / 1000 / calls));
  }
}
