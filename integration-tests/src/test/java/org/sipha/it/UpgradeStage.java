package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.FoundProgram;
import org.sipha.it.harness.Home;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.Upgrade;

/** A stage whose pair runs from an installation, so that it can be upgraded. */
final class UpgradeStage implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(90);

  private final Home home;
  private final Stage stage;

  private UpgradeStage(Home home, Stage stage) {
    this.home = home;
    this.stage = stage;
  }

  /** Installs versions and starts a pair in one of them. */
  static UpgradeStage running(Build version, Build... others) {
    return running(setup -> setup, version, others);
  }

  /** The same, with more in the configuration. */
  static UpgradeStage running(UnaryOperator<PairSetup> configure, Build version, Build... others) {
    Home home = new Home();
    Stage stage =
        Stage.set(setup -> configure.apply(setup.startedBy(FoundProgram::start).patient()));
    try {
      home.installFor(stage.pair(), version);
      for (Build other : others) {
        home.install(other).orThrow();
      }
      stage.pair().start();
    } catch (RuntimeException | AssertionError e) {
      stage.close();
      throw e;
    }
    return new UpgradeStage(home, stage);
  }

  Home home() {
    return home;
  }

  Stage stage() {
    return stage;
  }

  Pair pair() {
    return stage.pair();
  }

  /** Runs {@code sipha upgrade} to its end. */
  ShellCommand upgrade(String... arguments) {
    try (Upgrade upgrade = start(arguments)) {
      return upgrade.awaitEnd();
    }
  }

  /** Starts {@code sipha upgrade}. */
  Upgrade start(String... arguments) {
    return stage.join(Upgrade.start(home, pair(), arguments));
  }

  /** Fails unless the pair is whole, both run a version, and come back in it after a crash. */
  void assertRuns(Build version) {
    pair().awaitWhole(READY);
    pair().awaitReady(READY);
    for (Server server : pair().servers()) {
      assertThat(server.http().status().version()).as(server.name()).isEqualTo(version.version());
      assertThat(home.versionOf(server)).as(server.name()).isEqualTo(version.version());
    }
  }

  /** Both parties of some calls hold and resume, which must work. */
  void holdSome(List<HeldCall> calls) {
    stage.held().holdAndResume(calls.subList(0, 25), Side.CALLER, Stage.BRISK);
    stage.held().holdAndResume(calls.subList(25, 50), Side.CALLEE, Stage.BRISK);
  }

  @Override
  public void close() {
    stage.close();
  }
}
