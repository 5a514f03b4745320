package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PreviousRelease;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SippLoad;

/**
 * A server of this version beside one of the release before it, as they are in the middle of every
 * upgrade and of every downgrade: each is the other's backup, is synchronized by it, and takes over
 * from it.
 */
@Tag("upgrades")
@EnabledIfSystemProperty(named = "sipha.soak", matches = "upgrades")
class MixedVersionsStory {
  private static final int CALLS = Soak.size("upgrades", 300, 5_000);
  private static final Duration READY = Duration.ofSeconds(60);

  @Test
  void eachVersionIsTheOthersBackupAndNoCallIsLostBetweenThem() {
    Build older = PreviousRelease.require();
    try (Stage stage = Stage.set(setup -> setup.labSettling(0))) {
      Pair pair = stage.pair();
      pair.a().run(older.sipha());
      pair.start();
      Server old = pair.a();
      Server young = pair.b();
      assertThat(pair.primary()).isSameAs(old);
      assertEachTells(old, older.version(), young, Build.present().version());
      List<HeldCall> calls = stage.held().setUp(CALLS, Stage.BRISK);
      SippLoad load = stage.load(20);

      // The younger one is backup.
      restart(stage, young, CALLS);
      stage.switchOver(young);
      holdSome(stage, calls);
      load.awaitMore(5, Duration.ofSeconds(30));

      // The older one is.
      List<HeldCall> more = stage.held().setUp(CALLS / 3, Stage.BRISK);
      restart(stage, old, CALLS + CALLS / 3);
      stage.switchOver(old);
      holdSome(stage, more);
      load.awaitMore(5, Duration.ofSeconds(30));

      stage.endFromBothSides(calls);
      stage.endFromBothSides(more);
      SippLoad.Report report = load.stop();
      Figures.print(older.version() + " beside " + Build.present().version(), report.toString());
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).isZero();
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
    }
  }

  private static void assertEachTells(
      Server old, String oldVersion, Server young, String youngVersion) {
    assertThat(old.http().status().version()).isEqualTo(oldVersion);
    assertThat(old.http().status().peerVersion()).isEqualTo(youngVersion);
    assertThat(young.http().status().version()).isEqualTo(youngVersion);
    assertThat(young.http().status().peerVersion()).isEqualTo(oldVersion);
    for (Server server : List.of(old, young)) {
      ShellCommand status =
          ShellCommand.sipha("status", "--config", server.config().toString()).orThrow();
      assertThat(status.output()).contains(server.http().status().version());
    }
  }

  /** The backup loses all that it has, and gets it from a primary of the other version. */
  private static void restart(Stage stage, Server backup, int calls) {
    Pair pair = stage.pair();
    pair.awaitReady(READY);
    backup.kill9();
    backup.start();
    pair.awaitRole(backup, "backup", READY);
    pair.awaitReady(READY);
    assertThat(backup.http().calls()).hasSizeGreaterThanOrEqualTo(calls);
  }

  private static void holdSome(Stage stage, List<HeldCall> calls) {
    stage.held().holdAndResume(calls.subList(0, 25), Side.CALLER, Stage.BRISK);
    stage.held().holdAndResume(calls.subList(25, 50), Side.CALLEE, Stage.BRISK);
  }
}
