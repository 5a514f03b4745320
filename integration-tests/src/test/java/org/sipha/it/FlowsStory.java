package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.harness.DetailRecords;
import org.sipha.it.harness.DetailRecords.DetailRecord;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Flow;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippFlow;

/**
 * Everything that SPEC 5 says of a call, played by SIPp, with another server taking over in the
 * middle: what comes first at the old server, what comes then at the new one. The flows are played
 * at the same time, and the calls of each begin one after the other, so that the takeover meets
 * them at different moments.
 */
@Tag("flows")
class FlowsStory {
  private static final int CALLS = Soak.size("flows", 6, 200);

  /**
   * For how long the calls of a flow begin, and how long each one's middle is: many take their
   * time, so that they aren't more at once than a small machine plays.
   */
  private static final Duration MIDDLE = Duration.ofSeconds(Soak.size("flows", 10, 30));

  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration LAST_CALLS = Duration.ofMinutes(3);
  private static final int FIRST_NUMBER = 3000;
  private static final int NUMBERS = 10;

  private static final List<Flow> FLOWS =
      List.of(
          Flow.of("hold and resume", "uac-hold", "uas-hold").pauses(2),
          Flow.of("100rel with early media", "uac-prack", "uas-prack"),
          Flow.of("UPDATE", "uac-update", "uas-update"),
          Flow.of("INFO", "uac-info", "uas-request"),
          Flow.of("MESSAGE", "uac-message", "uas-request"),
          Flow.of("OPTIONS", "uac-options", "uas-wait"),
          Flow.of("blind transfer", "uac-refer", "uas-refer"),
          Flow.of("attended transfer", "uac-replaces", "uas-replaces").calls(2),
          Flow.of("offer in the answer", "uac-offerless", "uas-rings"),
          Flow.of("provisional answers", "uac-rings", "uas-provisional"),
          Flow.of("cancellation", "uac-cancel", "uas-cancel"),
          Flow.of("rejection", "uac-rejected", "uas-rejects"),
          Flow.of("redirection", "uac-rings", "uas-redirects").target("uas-rings-hangs-up"),
          Flow.of("session timer", "uac-timer", "uas-timer"));

  /** So that a flow which fails with a takeover is seen to work without one. */
  @Test
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "flows")
  void eachFlowWorksWithoutATakeover() {
    play("no takeover", scene -> {});
  }

  @Test
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "flows")
  void eachFlowGoesOnAfterASwitchover() {
    play(
        "switchover",
        scene -> {
          scene.awaitMiddle(0.75);
          scene.assertUnderWay();
          scene.switchOver();
        });
  }

  @Test
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "flows")
  void eachFlowGoesOnAfterAKillOfThePrimary() {
    play(
        "kill",
        scene -> {
          scene.awaitMiddle(0.75);
          scene.assertUnderWay();
          scene.killAndStart(scene.pair.primary());
        });
  }

  @Test
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "flows")
  void eachFlowGoesOnAtARestartedBackup() {
    play(
        "restart of the backup, switchover",
        scene -> {
          scene.awaitMiddle(0.5);
          Server restarted = scene.pair.backup();
          scene.killAndStart(restarted);
          scene.pair.awaitRole(restarted, "backup", READY);
          scene.pair.awaitReady(READY);
          scene.assertUnderWay();
          scene.switchOver();
        });
  }

  /**
   * All takeovers in one: the primary is killed when half of the calls have begun, gets them back
   * as they are then, and takes over again by a switchover.
   */
  @Test
  void eachFlowGoesOnAfterAKillAndAtTheServerThatCameBack() {
    play(
        "kill, return, switchover",
        scene -> {
          scene.awaitMiddle(0.5);
          scene.assertUnderWay();
          Server killed = scene.pair.primary();
          scene.killAndStart(killed);
          scene.pair.awaitRole(killed, "backup", READY);
          scene.pair.awaitReady(READY);
          scene.assertUnderWay();
          scene.switchOver();
          assertThat(scene.pair.primary()).isSameAs(killed);
        });
  }

  private static void play(String variant, Consumer<Scene> takeover) {
    Sipp.require();
    try (Scene scene = new Scene()) {
      scene.begin();
      takeover.accept(scene);
      scene.end(variant);
    }
  }

  /** A pair on which all flows are played. */
  private static final class Scene implements AutoCloseable {
    private final List<SippFlow> flows = new ArrayList<>();
    private final Pair pair;
    private long begunNanos;

    Scene() {
      PairSetup setup = new PairSetup().patient().labSettling(0);
      for (Flow flow : FLOWS) {
        SippFlow played = new SippFlow(flow, FIRST_NUMBER + NUMBERS * flows.size());
        played.configure(setup);
        flows.add(played);
      }
      pair = setup.create();
    }

    void begin() {
      pair.start();
      pair.awaitReady(READY);
      flows.forEach(flow -> flow.answer(CALLS, MIDDLE));
      flows.forEach(flow -> flow.call(pair.sipPort(), MIDDLE, MIDDLE));
      begunNanos = System.nanoTime();
    }

    /** Waits until the first call of each flow has come so far. */
    void awaitMiddle(double part) {
      long nanos = (long) (MIDDLE.toNanos() * part);
      pair.await(
          MIDDLE.multipliedBy(2),
          "the middle of the flows",
          () -> System.nanoTime() - begunNanos > nanos);
    }

    /** A takeover that comes when most calls are over proves nothing. */
    void assertUnderWay() {
      int up = pair.primary().http().calls().size();
      Figures.print("flows, calls up at the takeover", String.valueOf(up));
      assertThat(up).isGreaterThanOrEqualTo(FLOWS.size() * CALLS / 4);
    }

    void killAndStart(Server server) {
      server.kill9();
      server.start();
    }

    void switchOver() {
      Server next = pair.backup();
      assertThat(next.http().post("/switchover").status()).as(pair.describe()).isEqualTo(200);
      pair.awaitRole(next, "primary", Duration.ofSeconds(5));
    }

    void end(String variant) {
      List<String> troubles = new ArrayList<>();
      long deadlineNanos = System.nanoTime() + LAST_CALLS.toNanos();
      flows.forEach(flow -> troubles.addAll(flow.awaitEnd(deadlineNanos)));
      assertThat(troubles).as(pair.describe()).isEmpty();
      pair.awaitWhole(READY);
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
      assertRecords();
      Figures.print(
          "flows, " + variant,
          "%d flows of %d calls, all successful at both ends and recorded, %d retransmissions"
              .formatted(
                  flows.size(), CALLS, flows.stream().mapToLong(SippFlow::retransmissions).sum()));
    }

    private void assertRecords() {
      Map<String, Integer> expected = new HashMap<>();
      flows.forEach(flow -> expected.put(flow.caller(), CALLS * flow.flow().records()));
      Map<String, Integer> written = new HashMap<>();
      for (DetailRecord record : DetailRecords.merged(pair)) {
        written.merge(record.from(), 1, Integer::sum);
      }
      assertThat(written).as("call detail records by caller").isEqualTo(expected);
    }

    @Override
    public void close() {
      flows.forEach(SippFlow::close);
      pair.close();
    }
  }
}
