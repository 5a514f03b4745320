package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.sipha.it.harness.Server;
import org.sipha.it.lab.Lab.Network;
import org.sipha.it.lab.Scene.Harm;

/** What every lab can do to the HA connection, and what must hold then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HaNetworkScenarios {
  private @Nullable LabStage stage;

  /** Opens the lab, or skips the test with a reason. */
  abstract Lab openLab();

  /** A stage that no scenario has failed on. */
  @BeforeEach
  void setStage() {
    if (stage != null && stage.isSpoilt()) {
      stage.close();
      stage = null;
    }
    if (stage == null) {
      stage = LabStage.open(openLab());
    }
  }

  @AfterAll
  void close() {
    if (stage != null) {
      stage.close();
    }
  }

  /** Begins a scenario at the size of the run. */
  final Scene begin(String name) {
    if (stage == null) {
      throw new IllegalStateException("no stage");
    }
    return new Scene(stage, name, LabSize.CALLS, LabSize.CALLS_PER_SECOND);
  }

  @Test
  void anHaNetworkCutForFiveSecondsCostsNoCall() {
    cutFor(Duration.ofSeconds(5));
  }

  @Test
  @OnlyInSoak
  void anHaNetworkCutForNinetySecondsCostsNoCall() {
    cutFor(Duration.ofSeconds(90));
  }

  private void cutFor(Duration duration) {
    try (Scene scene = begin("HA network cut for " + duration.toSeconds() + " s")) {
      Server primary = scene.pair().primary();
      Server backup = scene.pair().backup();
      long cut = System.nanoTime();
      scene.cutHa(scene.endOf(primary));
      scene.awaitDown();
      // While the copies can't follow, old calls end and new ones come.
      scene.end(Lab.End.A, scene.held(Lab.End.A).subList(0, LabSize.CALLS / 10));
      scene.hold(Lab.End.A, LabSize.CALLS / 10);
      Scene.pass(duration.minusNanos(System.nanoTime() - cut));
      scene.healHa("the HA network is cut");

      scene.finish(Harm.NONE);
      assertThat(scene.pair().primary()).isSameAs(primary);
      scene.timeline().assertNever(backup, "primary", status -> status.role().equals("primary"));
    }
  }

  @Test
  void aNetworkThatCarriesOneWayIsNoConnection() {
    try (Scene scene = begin("one-way cut")) {
      for (Server deaf : scene.pair().servers()) {
        long cut = System.nanoTime();
        scene.lab().deafen(Network.HA, scene.endOf(deaf));
        scene.awaitDown();
        Scene.pass(Duration.ofSeconds(1));
        scene.truth().apart(deaf.name() + " hears nothing", cut, System.nanoTime());
        scene.lab().heal(Network.HA);
        scene.pair().awaitWhole(Duration.ofSeconds(30));
      }
      scene.finish(Harm.NONE);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }

  @Test
  @OnlyInSoak
  void aFlappingNetworkCostsNoCall() {
    try (Scene scene = begin("flapping HA network")) {
      long end = System.nanoTime() + LabSize.TROUBLE.toNanos();
      int flaps = 0;
      while (System.nanoTime() - end < 0) {
        // Around the 600 ms after which a peer is suspect.
        scene.lab().cut(Network.HA, Lab.End.A);
        Scene.pass(Duration.ofMillis(200 + flaps % 5 * 150));
        scene.lab().heal(Network.HA);
        Scene.pass(Duration.ofMillis(300));
        flaps++;
      }
      assertThat(flaps).isGreaterThan(5);
      scene.finish(Harm.NONE);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }

  @Test
  @OnlyInSoak
  void aFrozenPrimaryWakesIntoAWholePair() {
    try (Scene scene = begin("primary frozen for 5 s")) {
      Server frozen = scene.pair().primary();
      Server backup = scene.pair().backup();
      frozen.freeze();
      long since = System.nanoTime();
      scene
          .pair()
          .await(
              Duration.ofSeconds(20),
              "the backup says that the HA connection is down",
              () -> backup.http().status().isBlockedBy("ha-connection-down"));
      Scene.pass(Duration.ofSeconds(5).minusNanos(System.nanoTime() - since));
      scene.truth().apart(frozen.name() + " is frozen", since, System.nanoTime());
      frozen.thaw();

      scene.finish(Harm.UNANSWERED);
      assertThat(scene.pair().primary()).isSameAs(frozen);
      scene.timeline().assertNever(backup, "primary", status -> status.role().equals("primary"));
    }
  }

  @Test
  void aHostThatLosesItsPowerCostsNoAnsweredCallOnceTheOtherIsPromoted() {
    try (Scene scene = begin("power loss of the primary's host")) {
      Server lost = scene.pair().primary();
      Server other = scene.pair().backup();
      long since = System.nanoTime();
      scene.lab().powerOff(scene.endOf(lost), lost);
      scene
          .pair()
          .await(
              Duration.ofSeconds(20),
              "the backup says that the HA connection is down",
              () -> other.http().status().isBlockedBy("ha-connection-down"));
      assertThat(other.http().status().role()).as("nobody has promoted it yet").isEqualTo("backup");
      scene.vip().promote(other);
      scene.awaitCalls(LabSize.CALLS_PER_SECOND);
      scene.truth().apart(lost.name() + " has no power", since, System.nanoTime());
      scene.lab().powerOn(scene.endOf(lost));
      lost.start();

      scene.finish(Harm.UNANSWERED);
      assertThat(scene.pair().primary()).isSameAs(other);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }
}
