package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.DetailRecords;
import org.sipha.it.harness.DetailRecords.DetailRecord;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PreviousRelease;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;
import org.sipha.it.harness.Upgrade;

/** What the system is for: another version, and no call notices. */
@Tag("upgrade")
class UpgradeStory {
  private static final int CALLS = Soak.size("upgrade", 300, 2_000);

  /** A second: these servers have just started, and nothing has warmed up the machine. */
  private static final int RATE = 100;

  @Test
  void thePairGoesToTheNewVersionAndBackUnderLoadAndNoCallNotices() {
    Build old = PreviousRelease.require();
    Build young = Build.present();
    try (UpgradeStage stage = UpgradeStage.running(old, young)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.stage().held().setUp(CALLS, RATE);
      SippLoad load = stage.stage().load(20);
      Timeline timeline = stage.stage().timeline();
      pair.awaitReady(Duration.ofSeconds(60));
      aDryRunChangesNothing(stage, young);

      upgrade(stage, young, calls);
      load.awaitMore(5, Duration.ofSeconds(30));
      upgrade(stage, old, calls);
      load.awaitMore(5, Duration.ofSeconds(30));

      SippLoad.Report report = load.stop();
      Figures.print("upgrade and downgrade under load", report.toString());
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).isZero();
      stage.stage().endFromBothSides(calls);
      assertThat(pair.awaitSameCalls(Duration.ofSeconds(10))).isEmpty();
      timeline.assertNeverTwoPrimaries();
      assertEachHasOneRecord(pair, load.answeredCalls(), CALLS);
    }
  }

  private static void aDryRunChangesNothing(UpgradeStage stage, Build to) {
    Set<Long> before = pids(stage.pair());
    ShellCommand plan = stage.upgrade("--dry-run", "--to", to.version()).orThrow();
    assertThat(plan.output()).contains("sips-a", "sips-b", "switchover");
    assertThat(pids(stage.pair())).isEqualTo(before);
    assertThat(Upgrade.document(stage.home()).isMissingNode()).as("no upgrade began").isTrue();
  }

  private static void upgrade(UpgradeStage stage, Build to, List<HeldCall> calls) {
    Set<Long> before = pids(stage.pair());
    long begunNanos = System.nanoTime();
    ShellCommand upgrade = stage.upgrade("--to", to.version()).orThrow();
    Figures.print(
        "sipha upgrade --to " + to.version(),
        Duration.ofNanos(System.nanoTime() - begunNanos).toSeconds() + " s");
    stage.assertRuns(to);
    assertThat(pids(stage.pair())).as("two new processes").doesNotContainAnyElementsOf(before);
    JsonNode document = Upgrade.document(stage.home());
    assertThat(document.path("state").asText()).as(upgrade.output()).isEqualTo("done");
    JsonNode report = document.path("report");
    assertThat(report.path("before").asInt()).isGreaterThanOrEqualTo(calls.size());
    assertThat(report.path("carried").asInt()).isGreaterThanOrEqualTo(calls.size());
    assertThat(report.path("lost")).as(upgrade.output()).isEmpty();
    assertThat(report.path("before").asInt())
        .isEqualTo(report.path("carried").asInt() + report.path("ended").asInt());
    stage.holdSome(calls);
  }

  static Set<Long> pids(Pair pair) {
    return pair.servers().stream().map(Server::pid).collect(Collectors.toSet());
  }

  private static void assertEachHasOneRecord(Pair pair, Set<String> answered, int held) {
    List<DetailRecord> records = DetailRecords.merged(pair);
    Map<String, Long> ofCalls =
        records.stream()
            .collect(Collectors.groupingBy(DetailRecord::callerCallId, Collectors.counting()));
    assertThat(ofCalls.keySet()).containsAll(answered);
    assertThat(ofCalls.values()).as("one record per call").containsOnly(1L);
    assertThat(records).filteredOn(DetailRecord::answered).hasSize(answered.size() + held);
  }
}
