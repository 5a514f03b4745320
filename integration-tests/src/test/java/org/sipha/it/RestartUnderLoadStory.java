package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.NodeStatus.Batch;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.ProcessFigures;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;
import org.sipha.it.harness.Timeline.Sample;

/**
 * The backup is killed and started again while calls are up and new ones come: it must get exactly
 * the primary's.
 */
@Tag("restart")
class RestartUnderLoadStory {
  private static final int CALLS = Soak.size("restart", 600, 10_000);

  /** Several batches in each size of the story. */
  private static final int LIMIT = Soak.size("restart", 200, 500);

  private static final Duration SYNCHRONIZED = Duration.ofMinutes(2);

  /** SIPp's calls that can be up at once, by far. */
  private static final long MOST_SIPP_CALLS = 200;

  /** The instants are rounded to what the clocks of a status can say. */
  private static final Duration ROUNDING = Duration.ofMillis(5);

  /** Both ends of what is valid; the story below has a limit, too. */
  @ParameterizedTest
  @ValueSource(ints = {200, 1000})
  @EnabledIfSystemProperty(named = "sipha.soak", matches = "restart")
  void restartedBackupGetsTheCallsInBatchesThatKeepToTheLimit(int limit) {
    try (Stage stage = Stage.withPair(setup -> setup.limit(limit))) {
      tell(stage, limit, Duration.ofSeconds(2));
    }
  }

  /** The one story that waits the real 60 s of the rule. */
  @Test
  void restartedBackupGetsTheCallsInBatchesAndThePrimaryIsReadyAtSixtySecondsAndNotBefore() {
    try (Stage stage = Stage.withPair(setup -> setup.limit(LIMIT).realSettling())) {
      long emptyPrimary = ProcessFigures.liveHeap(stage.pair().primary());
      long emptyBackup = ProcessFigures.liveHeap(stage.pair().backup());
      tell(
          stage,
          LIMIT,
          Duration.ofSeconds(60),
          () -> {
            printHeap("primary", stage.pair().primary(), emptyPrimary);
            printHeap("backup", stage.pair().backup(), emptyBackup);
          });
    }
  }

  private static void printHeap(String role, Server server, long empty) {
    long each = (ProcessFigures.liveHeap(server) - empty) / CALLS;
    Figures.print("heap per held call, " + role, each + " bytes");
  }

  private static void tell(Stage stage, int limit, Duration settling) {
    tell(stage, limit, settling, () -> {});
  }

  private static void tell(Stage stage, int limit, Duration settling, Runnable whileHeld) {
    Pair pair = stage.pair();
    List<HeldCall> calls = stage.held().setUp(CALLS, Stage.BRISK);
    SippLoad load = stage.load(20);
    load.awaitMore(5, Duration.ofSeconds(30));
    Server primary = pair.primary();
    Server backup = pair.backup();

    backup.kill9();
    pair.await(
        Duration.ofSeconds(15),
        "the primary says that the connection is down",
        () -> primary.http().status().isBlockedBy("ha-connection-down"));
    Timeline timeline = stage.timeline();
    backup.start();

    pair.awaitRole(backup, "backup", Duration.ofSeconds(60));
    pair.awaitReady(settling.plus(SYNCHRONIZED));
    timeline.awaitSample(primary, NodeStatus::readyForSwitchover);
    timeline.close();
    assertReadinessKeptTheRule(timeline.samplesOf(primary), settling);
    assertBackupWasReadyOnlyWhenSynchronized(timeline.samplesOf(backup));
    timeline.assertNever(backup, "primary", status -> status.role().equals("primary"));
    assertBatches(primary.http().status(), limit);

    SippLoad.Report report = load.stop();
    assertThat(report.failed()).as(report.errors()).isZero();
    assertThat(report.lost()).isZero();
    pair.awaitSameCalls(Duration.ofSeconds(10), CALLS);
    whileHeld.run();
    stage.endFromBothSides(calls);
    pair.awaitSameCalls(Duration.ofSeconds(10), 0);
  }

  private static void assertBatches(NodeStatus status, int limit) {
    assertThat(status.limitInForce()).isEqualTo(limit);
    List<Batch> batches = status.batches();
    assertThat(batches).allSatisfy(batch -> assertThat(batch.calls()).isBetween(1, limit));
    // Some of SIPp's calls change or end, and so are replicated, before it is their turn.
    int sent = batches.stream().mapToInt(Batch::calls).sum();
    assertThat(status.synchronizedCalls()).isBetween((long) sent, sent + MOST_SIPP_CALLS);
    Instant lastConfirmed = Instant.MIN;
    for (Batch batch : batches) {
      assertThat(batch.started())
          .as("%s starts a second after the one before was confirmed", batch)
          .isAfterOrEqualTo(lastConfirmed.plusSeconds(1).minus(ROUNDING));
      lastConfirmed = batch.confirmed() == null ? Instant.MAX : batch.confirmed();
    }
    assertThat(lastConfirmed).as("all batches are confirmed").isBefore(Instant.MAX);
    Duration all = Duration.between(batches.get(0).started(), lastConfirmed);
    Figures.print(
        "synchronization of %,d calls at a limit of %d".formatted(CALLS, limit),
        "%d batches in %d ms".formatted(batches.size(), all.toMillis()));
  }

  private static void assertReadinessKeptTheRule(List<Sample> samples, Duration settling) {
    long lastDownNanos = samples.get(0).askedNanos();
    boolean wasReady = false;
    for (Sample sample : samples) {
      NodeStatus status = sample.status();
      if (status.connection().equals("down")) {
        lastDownNanos = sample.askedNanos();
        assertThat(status.blockers()).extracting("code").contains("ha-connection-down");
      } else if (!status.synchronization().equals("done")) {
        assertThat(status.blockers()).extracting("code").contains("calls-unsynchronized");
      }
      assertThat(status.readyForSwitchover())
          .as("ready when, and only when, nothing blocks: %s", status)
          .isEqualTo(status.blockers().isEmpty());
      assertThat(status.readyForUpgrade()).as("a primary's readiness for upgrade").isFalse();
      if (status.readyForSwitchover() && !wasReady) {
        wasReady = true;
        Duration connected = Duration.ofNanos(sample.answeredNanos() - lastDownNanos);
        assertThat(connected).as("time from the connection to ready").isGreaterThan(settling);
        Figures.print(
            "connection established to primary ready, rule of " + settling.toSeconds() + " s",
            connected.toMillis() + " ms");
      }
    }
    assertThat(wasReady).isTrue();
  }

  private static void assertBackupWasReadyOnlyWhenSynchronized(List<Sample> samples) {
    for (Sample sample : samples) {
      NodeStatus status = sample.status();
      if (status.readyForSwitchover()) {
        assertThat(status.isConnected() && status.synchronization().equals("done"))
            .as(status.toString())
            .isTrue();
      } else {
        assertThat(status.blockers()).as(status.toString()).isNotEmpty();
      }
    }
  }
}
