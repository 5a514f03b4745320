package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;
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
import org.sipha.it.harness.Upgrade.Step;

/** What the system is for: another version, and no call notices. */
@Tag("upgrades")
class UpgradeStory {
  private static final int CALLS = Soak.size("upgrades", 300, 2_000);

  /** A second: these servers have just started, and nothing has warmed up the machine. */
  private static final int RATE = 100;

  private static final long SEED = Long.getLong("sipha.upgrades.seed", System.nanoTime());

  @Test
  void thePairGoesToTheNewVersionUnderLoadAndNoCallNotices() {
    Build old = PreviousRelease.require();
    Build young = Build.present();
    try (UpgradeStage stage = UpgradeStage.running(old, young)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.stage().held().setUp(CALLS, RATE);
      SippLoad load = stage.stage().load(20);
      Timeline timeline = stage.stage().timeline();
      pair.awaitReady(Duration.ofSeconds(60));
      aDryRunChangesNothing(stage, young);

      upgrade(stage, young, calls, () -> killedAndResumed(stage, young));
      load.awaitMore(5, Duration.ofSeconds(30));
      if (Soak.isFull("upgrades")) { // the way back takes as long again
        upgrade(stage, old, calls, () -> stage.upgrade("--to", old.version()));
        load.awaitMore(5, Duration.ofSeconds(30));
      }

      SippLoad.Report report = load.stop();
      Figures.print("upgrade under load", report.toString());
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).isZero();
      stage.stage().endFromBothSides(calls);
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
      timeline.assertNeverTwoPrimaries();
      Set<String> answered = new HashSet<>(load.answeredCalls());
      calls.forEach(call -> answered.add(call.caller().callId()));
      assertEachHasOneRecord(pair, answered);
    }
  }

  private static void aDryRunChangesNothing(UpgradeStage stage, Build to) {
    Set<Long> before = pids(stage.pair());
    ShellCommand plan = stage.upgrade("--dry-run", "--to", to.version()).orThrow();
    assertThat(plan.output()).contains("sips-a", "sips-b", "switchover");
    assertThat(pids(stage.pair())).isEqualTo(before);
    assertThat(Upgrade.document(stage.home()).isMissingNode()).as("no upgrade began").isTrue();
  }

  /** The tool is killed in the middle of a step that takes its time, chosen by chance. */
  private static ShellCommand killedAndResumed(UpgradeStage stage, Build to) {
    Pair pair = stage.pair();
    String first = pair.backup().name();
    String second = pair.primary().name();
    List<Step> steps =
        List.of(
            new Step("stop", first),
            new Step("start", first),
            new Step("stop", second),
            new Step("start", second));
    Step step = steps.get(new SplittableRandom(SEED).nextInt(steps.size()));
    Figures.print("sipha upgrade is killed", step + ", seed " + SEED);
    try (Upgrade upgrade = stage.start("--to", to.version())) {
      assertThat(upgrade.awaitStep(step, Duration.ofMinutes(2))).as(upgrade.output()).isTrue();
      upgrade.kill9();
    }
    return stage.upgrade("--resume");
  }

  private static void upgrade(
      UpgradeStage stage, Build to, List<HeldCall> calls, Supplier<ShellCommand> command) {
    Set<Long> before = pids(stage.pair());
    long begunNanos = System.nanoTime();
    ShellCommand upgrade = command.get().orThrow();
    Figures.print(
        "sipha upgrade to " + to.version(),
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

  /** Of each of these calls, by the Call-ID of its caller. */
  static void assertEachHasOneRecord(Pair pair, Set<String> answered) {
    Map<String, Long> records =
        DetailRecords.merged(pair).stream()
            .collect(Collectors.groupingBy(DetailRecord::callerCallId, Collectors.counting()));
    assertThat(records.keySet()).containsAll(answered);
    assertThat(records.values()).as("records of a call").containsOnly(1L);
  }
}
