package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.PreviousRelease;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.Timeline;
import org.sipha.it.harness.Upgrade;
import org.sipha.it.harness.Upgrade.Step;

/**
 * The tool or a server is killed at every step of an upgrade: {@code --resume} brings the pair to
 * the version all the same. A step that is over before anybody can look counts as passed by.
 */
@Tag("upgrades")
@EnabledIfSystemProperty(named = "sipha.soak", matches = "upgrades")
class InterruptedUpgradesStory {
  private static final int CALLS = 200;
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Who is killed. */
  enum Victim {
    TOOL,
    PRIMARY,
    BACKUP
  }

  @ParameterizedTest
  @EnumSource
  void aKillAtAnyStepIsMadeGoodByResuming(Victim victim) {
    Build old = PreviousRelease.require();
    Build young = Build.present();
    try (UpgradeStage stage = UpgradeStage.running(old, young)) {
      List<HeldCall> calls = stage.stage().held().setUp(CALLS, 100);
      Timeline timeline = stage.stage().timeline();
      List<String> passedBy = new ArrayList<>();
      Build next = young;
      for (int i = 0; i < steps(stage).size(); i++) {
        Step step = steps(stage).get(i);
        stage.pair().awaitReady(LIMIT);
        if (!interruptedAt(stage, step, victim, next)) {
          passedBy.add(step.toString());
        }
        stage.assertRuns(next);
        next = next == young ? old : young;
      }
      Figures.print("the " + victim + " killed at every step", "passed by: " + passedBy);
      timeline.assertNeverTwoPrimaries();
      if (victim != Victim.PRIMARY) { // else it dies while it has no backup, too
        stage.holdSome(calls);
        stage.stage().endFromBothSides(calls);
      }
    }
  }

  /** In the order of an upgrade that begins now. */
  private static List<Step> steps(UpgradeStage stage) {
    String first = stage.pair().backup().name();
    String second = stage.pair().primary().name();
    return List.of(
        new Step("check", ""),
        new Step("gate-upgrade", first),
        new Step("stop", first),
        new Step("install", first),
        new Step("start", first),
        new Step("gate-switchover", ""),
        new Step("switchover", ""),
        new Step("gate-upgrade", second),
        new Step("stop", second),
        new Step("install", second),
        new Step("start", second),
        new Step("whole", ""));
  }

  private static boolean interruptedAt(UpgradeStage stage, Step step, Victim victim, Build to) {
    boolean interrupted;
    ShellCommand end;
    try (Upgrade upgrade = stage.start("--to", to.version())) {
      interrupted = upgrade.awaitStep(step, LIMIT);
      if (interrupted) {
        kill(stage, upgrade, victim);
      }
      end = upgrade.awaitEnd();
    }
    if (end.exitStatus() != 0) {
      assertThat(interrupted).as(end.output()).isTrue();
      boolean back = state(stage).equals("rolled-back"); // it died while it was being started
      end = (back ? stage.upgrade("--to", to.version()) : stage.upgrade("--resume")).orThrow();
    }
    assertThat(state(stage)).as(end.output()).isEqualTo("done");
    return interrupted;
  }

  private static String state(UpgradeStage stage) {
    return Upgrade.document(stage.home()).path("state").asText();
  }

  private static void kill(UpgradeStage stage, Upgrade upgrade, Victim victim) {
    if (victim == Victim.TOOL) {
      upgrade.kill9();
      return;
    }
    boolean primary = victim == Victim.PRIMARY;
    stage.pair().servers().stream()
        .filter(server -> server.isAlive() && isPrimary(server) == primary)
        .findFirst() // in the middle of a step there may be none
        .ifPresent(Server::kill9);
  }

  /** The other one is backup, or about to be. */
  private static boolean isPrimary(Server server) {
    return server
        .http()
        .tryStatus(Duration.ofSeconds(1))
        .filter(status -> status.role().equals("primary"))
        .isPresent();
  }
}
