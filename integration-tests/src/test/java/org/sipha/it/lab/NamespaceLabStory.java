package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.lab.Lab.End;
import org.sipha.it.lab.Lab.Network;
import org.sipha.it.lab.Lab.Weather;
import org.sipha.it.lab.Scene.Harm;

/** Two hosts with an HA network and a SIP network between them. */
@Tag("lab")
class NamespaceLabStory extends HaNetworkScenarios {
  private @Nullable NamespaceLab lab;

  @Override
  Lab openLab() {
    NamespaceLab opened = new NamespaceLab();
    lab = opened;
    return opened;
  }

  @Test
  @OnlyInSoak
  void aSipNetworkThatFailsIsTheVipManagersToJudgeAndNotThePairs() {
    try (Scene scene = begin("SIP network of the primary's host cut")) {
      Pair pair = scene.pair();
      Server silent = pair.primary();
      Server other = pair.backup();
      scene.lab().cut(Network.SIP, scene.endOf(silent));
      pair.await(
          Duration.ofSeconds(30),
          "the primary says that it has heard no SIP for 3 s",
          () -> silent.http().status().secondsWithoutSip().orElse(0) >= 3);
      assertThat(silent.http().status().role()).as("what the pair does").isEqualTo("primary");
      assertThat(other.http().status().secondsWithoutSip()).as("of a backup").isEmpty();
      for (Server server : pair.servers()) {
        scene.timeline().assertNever(server, "not ready", status -> !status.readyForSwitchover());
      }

      scene.vip().promote(other);

      scene.awaitCalls(LabSize.CALLS_PER_SECOND);
      scene.lab().heal(Network.SIP);
      // What is being set up at that moment is promised nothing; what was answered is.
      scene.finish(Harm.UNANSWERED);
      assertThat(pair.primary()).isSameAs(other);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }

  @Test
  @OnlyInSoak
  void keepalivedPromotesTheOtherServerWhenAHostIsGoneFromTheSipNetwork() {
    Keepalived.require();
    try (Scene scene = begin("keepalived, SIP network of the primary's host cut");
        Keepalived keepalived = Keepalived.start(scene)) {
      Server cut = scene.pair().primary();
      Server other = scene.pair().backup();

      scene.lab().cut(Network.SIP, scene.endOf(cut));

      scene.pair().awaitRole(other, "primary", Duration.ofSeconds(30));
      scene.awaitCalls(LabSize.CALLS_PER_SECOND);
      scene.lab().heal(Network.SIP);
      // What is being set up at that moment is promised nothing; what was answered is.
      scene.finish(Harm.UNANSWERED);
      assertThat(scene.pair().primary()).as("the network is back").isSameAs(other);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }

  /** What no arbiter without a third place can: the documentation says so, and it is true. */
  @Test
  @OnlyInSoak
  void keepalivedCannotKeepAHostThatIsCutOffFromServingBesideTheOther() {
    Keepalived.require();
    try (Scene scene = begin("keepalived, both networks of the primary's host cut");
        Keepalived keepalived = Keepalived.start(scene)) {
      Server alone = scene.pair().primary();
      Server other = scene.pair().backup();
      scene.cutHa(scene.endOf(alone));
      scene.lab().cut(Network.SIP, scene.endOf(alone));

      Duration took = scene.pair().awaitRole(other, "primary", Duration.ofSeconds(30));
      Figures.print("keepalived, both networks cut until two are primary", took.toMillis() + " ms");
      scene.awaitCalls(LabSize.CALLS_PER_SECOND);
      assertThat(alone.http().status().role()).as("nothing stops it").isEqualTo("primary");
      scene.lab().heal(Network.SIP);
      scene.healHa("both networks are cut");
      scene.pair().awaitRole(alone, "backup", Duration.ofSeconds(30));
      // What is being set up at that moment is promised nothing; what was answered is.
      scene.finish(Harm.UNANSWERED);
      assertThat(scene.pair().primary()).as("the higher epoch stays").isSameAs(other);
    }
  }

  @Test
  @OnlyInSoak
  void aHostCutFromBothNetworksIsReplacedAndJoinsAsBackup() {
    try (Scene scene = begin("both networks of the primary's host cut")) {
      Server alone = scene.pair().primary();
      Server other = scene.pair().backup();
      scene.lab().cut(Network.SIP, scene.endOf(alone));
      scene.cutHa(scene.endOf(alone));
      scene.awaitDown();

      scene.vip().demote(alone);
      scene.vip().promote(other);

      scene.awaitCalls(LabSize.CALLS_PER_SECOND);
      scene.lab().heal(Network.SIP);
      scene.healHa("both networks are cut");
      // What is being set up at that moment is promised nothing; what was answered is.
      scene.finish(Harm.UNANSWERED);
      assertThat(scene.pair().primary()).isSameAs(other);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }

  @Test
  void whatTwoPrimariesDidIsCarriedTogetherWhenTheyMeet() {
    try (Scene scene = begin("two primaries, healed")) {
      Pair pair = scene.pair();
      Server old = pair.primary();
      Server young = pair.backup();
      NamespaceLab network = Objects.requireNonNull(lab);
      scene.hold(End.B, LabSize.CALLS);
      scene.load(End.B, LabSize.CALLS_PER_SECOND);
      network.split();
      scene.cutHa(scene.endOf(old));
      scene.awaitDown();
      scene.vip().promote(young);
      assertThat(old.http().status().role()).as("the other one still").isEqualTo("primary");
      scene.awaitCalls(LabSize.CALLS_PER_SECOND);

      for (End side : End.values()) {
        List<HeldCall> before = scene.held(side);
        scene.end(side, before.subList(0, LabSize.CALLS / 4));
        scene.holdAndResume(side, before.subList(LabSize.CALLS / 4, LabSize.CALLS / 2));
        scene.hold(side, LabSize.CALLS / 2);
      }
      scene.healHa("the HA network is cut");
      pair.awaitRole(old, "backup", Duration.ofSeconds(30));
      network.join();

      // A call that is being set up while the networks part may be ringing for the one and answered
      // by the other: what the winner made of it counts (SPEC 3.8).
      scene.finish(Harm.IN_PROGRESS);
      assertThat(pair.primary()).as("the higher epoch stays").isSameAs(young);
    }
  }

  /** With {@code manual} nothing but its peer tells a woken primary that it was replaced. */
  @Test
  @OnlyInSoak
  void aFrozenPrimaryThatWasReplacedWakesAsBackup() {
    try (Scene scene = begin("primary frozen, replaced and woken")) {
      Pair pair = scene.pair();
      Server frozen = pair.primary();
      Server other = pair.backup();
      frozen.freeze();
      long since = System.nanoTime();
      pair.await(
          Duration.ofSeconds(20),
          "the backup says that the HA connection is down",
          () -> other.http().status().isBlockedBy("ha-connection-down"));

      scene.vip().promote(other);

      scene.awaitCalls(LabSize.CALLS_PER_SECOND);
      scene.truth().apart(frozen.name() + " is frozen", since, System.nanoTime());
      frozen.thaw();
      pair.awaitRole(frozen, "backup", Duration.ofSeconds(30));
      scene.finish(Harm.UNANSWERED);
      assertThat(pair.primary()).isSameAs(other);
    }
  }

  @Test
  @OnlyInSoak
  void badWeatherOnBothNetworksCostsNoCall() {
    try (Scene scene = begin("loss, delay and reordering on both networks")) {
      Server primary = scene.pair().primary();
      Weather weather = new Weather(Duration.ofMillis(40), 5, 30);
      scene.lab().disturb(Network.HA, weather);
      scene.lab().disturb(Network.SIP, weather);
      scene.hold(End.A, LabSize.CALLS / 4);
      Scene.pass(LabSize.TROUBLE);
      scene.lab().heal(Network.HA);
      scene.lab().heal(Network.SIP);
      scene.finish(Harm.UNANSWERED);
      assertThat(scene.pair().primary()).isSameAs(primary);
      scene.timeline().assertNeverTwoPrimaries();
    }
  }

  @Test
  @OnlyInSoak
  @Override
  void anHaNetworkCutForFiveSecondsCostsNoCall() {
    super.anHaNetworkCutForFiveSecondsCostsNoCall();
  }

  @Test
  @OnlyInSoak
  @Override
  void aNetworkThatCarriesOneWayIsNoConnection() {
    super.aNetworkThatCarriesOneWayIsNoConnection();
  }
}
