package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.OtherBuild;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.Upgrade;

/**
 * A long multisite call holds an upgrade at the switchover: the operator sees which one, and
 * decides what becomes of it. Meanwhile nobody else upgrades the pair.
 */
@Tag("upgrades")
@EnabledIfSystemProperty(named = "sipha.soak", matches = "upgrades")
class OldMultisiteCallsStory {
  private static final String SOON = "3s";
  private static final Duration SAYS = Duration.ofMinutes(1);

  @Test
  void theOperatorWaitsForThemGivesUpOrAcceptsTheirLoss() {
    Build old = Build.present();
    Build young = OtherBuild.named("0.3.0-next").pack();
    try (UpgradeStage stage = UpgradeStage.running(old, young)) {
      stage.pair().awaitReady(SAYS);
      HeldCall call = stage.stage().multisite().setUp(1, 1).get(0);
      String id = id(stage, call);

      giveUp(stage, young, id);
      waitForIt(stage, call, id);
      stage.assertRuns(young);

      HeldCall another = stage.stage().multisite().setUp(1, 1).get(0);
      acceptItsLoss(stage, id(stage, another));
      stage.assertRuns(old);
    }
  }

  private static String id(UpgradeStage stage, HeldCall call) {
    return stage.pair().primary().http().callOf(call.caller().callId(), "").orElseThrow().id();
  }

  private static void giveUp(UpgradeStage stage, Build to, String id) {
    ShellCommand end =
        stage.upgrade(
            "--to", to.version(), "--multisite-limit", SOON, "--old-multisite-calls", "give-up");
    assertThat(end.exitStatus()).as(end.output()).isEqualTo(75);
    assertThat(end.output()).contains(id, "--resume", "--rollback");
    assertThat(Upgrade.document(stage.home()).path("state").asText()).isEqualTo("refused");
    stage.pair().awaitWhole(SAYS);
  }

  private static void waitForIt(UpgradeStage stage, HeldCall call, String id) {
    try (Upgrade upgrade =
        stage.start("--resume", "--multisite-limit", SOON, "--old-multisite-calls", "wait")) {
      upgrade.awaitOutput(id, SAYS);
      ShellCommand second = stage.upgrade("--rollback");
      assertThat(second.exitStatus()).as(second.output()).isEqualTo(75);
      assertThat(second.output()).contains("is running");

      stage.stage().multisite().end(List.of(call), Side.CALLEE, 1);

      upgrade.awaitEnd().orThrow();
    }
    assertThat(report(stage).path("lost")).isEmpty();
  }

  /** Going back when all is done is an upgrade like any other. */
  private static void acceptItsLoss(UpgradeStage stage, String id) {
    ShellCommand end =
        stage.upgrade(
            "--rollback", "--multisite-limit", SOON, "--old-multisite-calls", "accept-loss");
    assertThat(end.exitStatus()).as(end.output()).isZero();
    assertThat(report(stage).path("lost")).extracting(JsonNode::asText).containsExactly(id);
  }

  private static JsonNode report(UpgradeStage stage) {
    return Upgrade.document(stage.home()).path("report");
  }
}
