package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.GridMembers;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;

/**
 * A double failure: the backup was restarted and hasn't got all calls yet when the primary is
 * killed. Without a grid exactly the calls that the report names are gone; with one, none is.
 */
@Tag("grid")
class GridStory {
  private static final int CALLS = Soak.size("grid", 1_000, 10_000);

  /** Enough that they aren't all synchronized in {@link #HEAD_START}. */
  private static final int CALLS_WITHOUT = Soak.size("grid", 800, 10_000);

  /** So many are synchronized a second. */
  private static final int LIMIT = 200;

  /** A second: these servers have just started, and nothing has warmed up the machine. */
  private static final int RATE = 100;

  private static final Duration HEAD_START = Duration.ofSeconds(2);
  private static final Duration READY = Duration.ofSeconds(60);
  private static final Duration RECOVERED = Duration.ofSeconds(Soak.size("grid", 60, 300));

  /** Ids that a report names at most. */
  private static final int NAMED = 1_000;

  @Test
  void withAGridEveryCallSurvivesADoubleFailureAndCanBeEndedByBothEnds() {
    try (GridMembers grid = GridMembers.startOnLoopback();
        Stage stage = Stage.withPair(setup -> setUp(setup).section(grid.section()))) {
      Pair pair = stage.pair();
      awaitCurrent(pair, grid);
      List<HeldCall> calls = stage.held().setUp(CALLS, RATE);
      awaitCurrent(pair, grid);

      Server next = doubleFailure(pair);

      long from = System.nanoTime();
      pair.await(RECOVERED, "all calls are there", () -> next.http().calls().size() == CALLS);
      Figures.print(
          "grid, double failure with %,d calls, kill to all there".formatted(CALLS),
          Duration.ofNanos(System.nanoTime() - from).toMillis() + " ms");
      stage.endFromBothSides(calls);
      assertThat(next.http().calls()).isEmpty();
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "grid",
      disabledReason = "only in ./dev soak grid")
  void withoutAGridExactlyTheCallsThatTheReportNamesAreGone() {
    try (Stage stage = Stage.withPair(GridStory::setUp)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(CALLS_WITHOUT, RATE);

      Server next = doubleFailure(pair);

      JsonNode failures = next.http().get("/server?sipServer").body().path("doubleFailures");
      JsonNode report = failures.path(failures.size() - 1);
      Set<String> named = new HashSet<>();
      report.path("lostKnown").forEach(id -> named.add(id.asText()));
      Figures.print(
          "double failure without a grid",
          "%,d of %,d calls lost, %,d named"
              .formatted(report.path("lostCount").asInt(), CALLS_WITHOUT, named.size()));
      List<HeldCall> survivors = new ArrayList<>();
      Set<String> there = next.http().calls().keySet();
      for (HeldCall call : calls) {
        if (there.contains(call.caller().serversId())) {
          survivors.add(call);
          assertThat(named).doesNotContain(call.caller().serversId());
        }
      }
      int lost = CALLS_WITHOUT - survivors.size();
      assertThat(lost).as("calls that are gone").isPositive();
      assertThat(report.path("lostCount").asInt()).isEqualTo(lost);
      assertThat(named).hasSize(Math.min(NAMED, lost));
      stage.endFromBothSides(survivors);
      assertThat(next.http().calls()).isEmpty();
    }
  }

  private static PairSetup setUp(PairSetup setup) {
    return setup.limit(LIMIT).patient();
  }

  /** The backup is restarted, and two seconds after it is connected the primary is killed. */
  private static Server doubleFailure(Pair pair) {
    Server primary = pair.primary();
    Server backup = pair.backup();
    backup.kill9();
    backup.start();
    pair.awaitRole(backup, "backup", READY);
    pair.await(
        READY,
        "calls are being synchronized",
        () -> primary.http().status().synchronization().equals("running"));
    LockSupport.parkNanos(HEAD_START.toNanos());
    assertThat(primary.http().status().missing()).as("not yet synchronized").isPositive();
    primary.kill9();
    pair.awaitRole(backup, "primary", READY);
    return backup;
  }

  private static void awaitCurrent(Pair pair, GridMembers grid) {
    Await.until(
        READY,
        "the grid has all calls",
        () -> pair.primary().http().status().grid().equals("current"),
        () -> grid.describe() + pair.describe());
  }
}
