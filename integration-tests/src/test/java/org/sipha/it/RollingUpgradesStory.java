package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Baresip;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Flow;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.PreviousRelease;
import org.sipha.it.harness.SippFlow;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;

/**
 * One upgrade after the other, there and back between two real versions, while calls are held, come
 * and go, are put on hold and transferred, and telephones refresh their registrations.
 *
 * <p>{@code ./dev soak upgrades} makes 20; {@code -Dsipha.upgrades=N} makes N.
 */
@Tag("upgrades")
@EnabledIfSystemProperty(named = "sipha.soak", matches = "upgrades")
class RollingUpgradesStory {
  private static final int UPGRADES = Integer.getInteger("sipha.upgrades", 20);
  private static final int CALLS = 1_000;
  private static final int PER_SECOND = 20;
  private static final int TRANSFERS = 10;
  private static final Duration MIDDLE = Duration.ofSeconds(30);
  private static final Duration LAST_CALLS = Duration.ofMinutes(3);

  private static final List<Flow> FLOWS =
      List.of(
          Flow.of("blind transfer", "uac-refer", "uas-refer"),
          Flow.of("attended transfer", "uac-replaces", "uas-replaces").calls(2));

  private final List<List<SippFlow>> transfers = new ArrayList<>();

  @Test
  void noCallFailsAndEachHasOneRecordHoweverOftenThePairIsUpgraded() {
    Baresip.require();
    Build old = PreviousRelease.require();
    Build young = Build.present();
    try (UpgradeStage stage = UpgradeStage.running(this::configure, old, young)) {
      Pair pair = stage.pair();
      List<HeldCall> held = stage.stage().held().setUp(CALLS, 100);
      SippLoad load = stage.stage().load(PER_SECOND);
      Timeline timeline = stage.stage().timeline();
      Baresip one = telephone(stage, "1101");
      Baresip two = telephone(stage, "1102");
      for (int i = 0; i < UPGRADES; i++) {
        upgradeOnce(stage, i % 2 == 0 ? young : old, transfers.get(i), one, two);
        stage.holdSome(held);
        Figures.print("upgrades", (i + 1) + " done");
      }
      SippLoad.Report report = load.stop();
      Figures.print(UPGRADES + " upgrades", report.toString());
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).isZero();
      stage.stage().endFromBothSides(held);
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
      timeline.assertNeverTwoPrimaries();
      Set<String> answered = new HashSet<>(load.answeredCalls());
      held.forEach(call -> answered.add(call.caller().callId()));
      UpgradeStory.assertEachHasOneRecord(pair, answered);
    }
  }

  private PairSetup configure(PairSetup setup) {
    for (int i = 0; i < UPGRADES; i++) {
      List<SippFlow> flows = new ArrayList<>();
      for (Flow flow : FLOWS) {
        SippFlow played = new SippFlow(flow, 10_000 + 100 * i + 10 * flows.size());
        played.configure(setup);
        flows.add(played);
      }
      transfers.add(flows);
    }
    // baresip 1.0 knows nothing but MD5.
    return setup.md5Alone().registeredDn("1101", "sesame-1101").registeredDn("1102", "sesame-1102");
  }

  private static Baresip telephone(UpgradeStage stage, String number) {
    Baresip telephone =
        stage
            .stage()
            .join(Baresip.start(number, "sesame-" + number, stage.pair().sipPort(), "udp"));
    telephone.awaitRegistered();
    return telephone;
  }

  private static void upgradeOnce(
      UpgradeStage stage, Build to, List<SippFlow> flows, Baresip one, Baresip two) {
    int sipPort = stage.pair().sipPort();
    try {
      flows.forEach(flow -> flow.answer(TRANSFERS, MIDDLE));
      flows.forEach(flow -> flow.call(sipPort, MIDDLE, MIDDLE));
      one.dial("1102", sipPort, "udp");
      two.await("CALL_INCOMING");
      two.accept();
      one.await("CALL_ESTABLISHED");

      stage.upgrade("--to", to.version()).orThrow();

      stage.assertRuns(to);
      one.hangUp();
      two.await("CALL_CLOSED");
      List<String> troubles = new ArrayList<>();
      long deadlineNanos = System.nanoTime() + LAST_CALLS.toNanos();
      flows.forEach(flow -> troubles.addAll(flow.awaitEnd(deadlineNanos)));
      assertThat(troubles).as(stage.pair().describe()).isEmpty();
    } finally {
      flows.forEach(SippFlow::close);
    }
  }
}
