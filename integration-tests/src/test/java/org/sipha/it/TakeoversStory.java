package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.harness.DetailRecords;
import org.sipha.it.harness.DetailRecords.DetailRecord;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.SippLoad.Report;
import org.sipha.it.harness.Timeline;

/**
 * One takeover after the other under load: planned switchovers and {@code kill -9} of the primary
 * in turn, each as soon as the pair is ready for it. The truth is what SIPp's scenarios log.
 *
 * <p>{@code ./dev soak takeovers} makes 24,000 calls in ten minutes; {@code -Dsipha.takeovers=N}
 * ends after N of its 29 takeovers.
 */
@Tag("takeovers")
class TakeoversStory {
  private static final int TAKEOVERS =
      Integer.getInteger("sipha.takeovers", Soak.size("takeovers", 2, 29));
  private static final Duration EVERY = Duration.ofSeconds(Soak.size("takeovers", 6, 20));
  private static final int SHORT_CALLS_PER_SECOND = 36;
  private static final Duration SHORT_CALLS = Duration.ofSeconds(3);
  private static final int LONG_CALLS_PER_SECOND = 4;

  /** Those that are held last three times as long. */
  private static final Duration LONG_CALLS = Duration.ofSeconds(Soak.size("takeovers", 4, 30));

  private static final int SHOWN = 20;

  @Test
  void everyAnsweredCallEndsAtBothEndsAndHasOneRecordHoweverOftenThePairTakesOver() {
    try (Stage stage = Stage.withPair(PairSetup::patient)) {
      Pair pair = stage.pair();
      pair.awaitReady(Duration.ofSeconds(60));
      Timeline timeline = stage.timeline();
      List<SippLoad> loads =
          List.of(
              stage.load(SHORT_CALLS_PER_SECOND, SHORT_CALLS),
              stage.longLoad(LONG_CALLS_PER_SECOND, LONG_CALLS));
      takeOver(stage);
      List<Report> reports = loads.stream().map(SippLoad::stop).toList();
      pair.awaitReady(Duration.ofSeconds(60));
      pair.awaitSameCalls(Duration.ofSeconds(10), 0);
      timeline.assertNeverTwoPrimaries();

      List<DetailRecord> records = DetailRecords.merged(pair);
      print(reports, records);
      for (int i = 0; i < loads.size(); i++) {
        Set<String> answered = loads.get(i).answeredCalls();
        assertThat(answered)
            .as("calls that the scenarios logged")
            .hasSize((int) reports.get(i).answered());
        assertEachIsComplete(answered, loads.get(i), records);
        assertThat(reports.get(i).lost()).as(reports.get(i).errors()).isZero();
      }
    }
  }

  private static void takeOver(Stage stage) {
    Pair pair = stage.pair();
    long begunNanos = System.nanoTime();
    for (int i = 1; i <= TAKEOVERS; i++) {
      awaitSince(pair, begunNanos, EVERY.multipliedBy(i));
      pair.awaitReady(Duration.ofSeconds(60));
      if (i % 2 == 1) {
        stage.switchOver(pair.backup());
      } else {
        Server killed = pair.primary();
        killed.kill9();
        pair.awaitRole(pair.other(killed), "primary", Duration.ofSeconds(10));
        killed.start();
      }
    }
    awaitSince(pair, begunNanos, EVERY.multipliedBy(TAKEOVERS + 1));
  }

  private static void awaitSince(Pair pair, long begunNanos, Duration time) {
    pair.await(
        time.plusSeconds(1), "time passes", () -> System.nanoTime() - begunNanos > time.toNanos());
  }

  private static void assertEachIsComplete(
      Set<String> calls, SippLoad load, List<DetailRecord> records) {
    Map<String, List<DetailRecord>> byCallId =
        records.stream().collect(Collectors.groupingBy(DetailRecord::callerCallId));
    Set<String> endedAtCallers = load.endedAtCallers();
    Set<String> endedAtCallees = load.endedAtCallees();
    List<String> incomplete = new ArrayList<>();
    for (String call : calls) {
      List<DetailRecord> own = byCallId.getOrDefault(call, List.of());
      boolean endedAtCallee =
          own.stream().anyMatch(record -> endedAtCallees.contains(record.calleeCallId()));
      if (own.size() != 1 || !endedAtCallers.contains(call) || !endedAtCallee) {
        incomplete.add(
            "%s: ended at the caller %b, at the callee %b, %s"
                .formatted(call, endedAtCallers.contains(call), endedAtCallee, own));
      }
    }
    assertThat(incomplete.stream().limit(SHOWN))
        .as("%d answered calls are incomplete", incomplete.size())
        .isEmpty();
  }

  private static void print(List<Report> reports, List<DetailRecord> records) {
    String what = TAKEOVERS + " takeovers, one each " + EVERY.toSeconds() + " s";
    Figures.print(what + ", short calls", reports.get(0).toString());
    Figures.print(what + ", long calls", reports.get(1).toString());
    Figures.print(
        what,
        "%d records, %d of them of answered calls"
            .formatted(records.size(), records.stream().filter(DetailRecord::answered).count()));
  }
}
