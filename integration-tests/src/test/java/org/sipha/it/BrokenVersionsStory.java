package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.OtherBuild;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SippLoad;

/**
 * New versions that are no good: each ends in a whole pair on the old one, with a message that says
 * what is wrong, and no call notices. Those that can be known before are refused with nothing
 * stopped.
 */
@Tag("upgrades")
class BrokenVersionsStory {
  private static final int CALLS = 100;

  /** What a version is told by the tool, and how it ends. */
  private record Ending(Build version, int exitStatus, String says, boolean stopsAServer) {}

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "upgrades",
      disabledReason = "only in ./dev soak upgrades")
  void eachEndsInAWholePairOnTheOldVersion() {
    List<Ending> endings = endings();
    Build good = Build.present();
    Build[] broken = endings.stream().map(Ending::version).toArray(Build[]::new);
    try (UpgradeStage stage = UpgradeStage.running(good, broken)) {
      List<HeldCall> calls = stage.stage().held().setUp(CALLS, Stage.BRISK);
      stage.pair().awaitReady(Duration.ofSeconds(60));
      aProgramThatDoesNotStartIsNotInstalled(stage);
      SippLoad load = stage.stage().load(20);
      load.awaitMore(5, Duration.ofSeconds(30));
      for (Ending ending : endings) {
        Set<Long> before = UpgradeStory.pids(stage.pair());
        long begunNanos = System.nanoTime();
        ShellCommand upgrade =
            stage.upgrade("--to", ending.version.version(), "--start-limit", "30s");
        Figures.print(
            "sipha upgrade --to " + ending.version.version(),
            Duration.ofNanos(System.nanoTime() - begunNanos).toSeconds() + " s");
        assertThat(upgrade.exitStatus()).as(upgrade.output()).isEqualTo(ending.exitStatus);
        assertThat(upgrade.output()).contains(ending.says);
        stage.assertRuns(good);
        Set<Long> after = UpgradeStory.pids(stage.pair());
        if (!ending.stopsAServer) {
          assertThat(after).as("nothing was stopped").isEqualTo(before);
        } else {
          after.retainAll(before);
          assertThat(after).as("the primary was not stopped").hasSize(1);
        }
      }
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
      stage.holdSome(calls);
      stage.stage().endFromBothSides(calls);
    }
  }

  private static List<Ending> endings() {
    return List.of(
        new Ending(anotherProtocol(), 75, "protocol", false),
        new Ending(selfCheckThatFails(), 1, "sip-path-warm", true),
        new Ending(anotherNameOfAnOption(), 78, "ha-answer-sync-timeout", false),
        new Ending(serverThatDoesNotStart(), 1, "this build doesn't start", true));
  }

  private static void aProgramThatDoesNotStartIsNotInstalled(UpgradeStage stage) {
    Build build =
        OtherBuild.named("0.3.0-java")
            .file("conf/jvm.options", "\\z", "\n-XX:+NoSuchOption\n")
            .pack();
    ShellCommand install = stage.home().install(build);
    assertThat(install.exitStatus()).as(install.output()).isEqualTo(1);
    assertThat(install.output()).contains("NoSuchOption");
    assertThat(stage.home().directory().resolve("versions").resolve("0.3.0-java")).doesNotExist();
  }

  private static Build anotherProtocol() {
    return OtherBuild.named("0.3.0-protocol")
        .source("ha-core", "org.sipha.core.link.Protocol", "return \\d+;", "return 9;")
        .pack();
  }

  private static Build anotherNameOfAnOption() {
    return OtherBuild.named("0.3.0-option")
        .source(
            "ha-config",
            "org.sipha.config.option.TServerOptions",
            "\"ha-answer-sync-timeout\"",
            "\"ha-answer-timeout\"")
        .pack();
  }

  private static Build serverThatDoesNotStart() {
    return OtherBuild.named("0.3.0-start")
        .file(
            "bin/sipha",
            "\\A#!/bin/sh\n",
            "#!/bin/sh\n[ \"\\$1\" = server ] && echo \"this build doesn't start\" >&2 && exit 1\n")
        .pack();
  }

  private static Build selfCheckThatFails() {
    return OtherBuild.named("0.3.0-check")
        .source(
            "ha-dist",
            "org.sipha.dist.server.WarmUpCheck",
            "!result\\.isGood\\(\\)",
            "result.calls() >= 0")
        .pack();
  }
}
