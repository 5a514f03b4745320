package org.sipha.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.Soak;
import org.sipha.it.agent.ChanceCalls;
import org.sipha.it.agent.ChanceCalls.Ended;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.GridMembers;
import org.sipha.it.harness.GridMembers.Place;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.lab.Lab.End;
import org.sipha.it.lab.Lab.Network;

/**
 * A grid of three members, one beside each server and one on the witness, has a bad day: calls are
 * set up as quickly as ever, and when it is well again it has them all.
 */
@Tag("grid")
class GridLabStory {
  private static final Duration PHASE = Duration.ofSeconds(Soak.size("grid", 3, 30));
  private static final int CALLS = Soak.size("grid", 200, 2_000);
  private static final int CALLS_PER_SECOND = Soak.size("grid", 40, 100);
  private static final int PORT = 5701;

  /** Held calls set up or ended a second. */
  private static final int RATE = 100;

  private static final Duration READY = Duration.ofSeconds(60);

  /** A busy machine takes its time all the same; the figures are printed. */
  private static final Duration SET_UP = Duration.ofSeconds(2);

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "grid",
      disabledReason = "only in ./dev soak grid")
  void aGridThatIsIllCostsNoCallAnythingAndHasThemAllWhenItIsWellAgain() {
    NamespaceLab lab = new NamespaceLab();
    try (GridMembers grid = startGrid();
        LabStage stage = LabStage.open(lab, setup -> configure(setup, grid))) {
      Pair pair = stage.pair();
      pair.awaitReady(READY);
      Server primary = pair.primary();
      awaitGrid(primary, pair, grid);
      List<HeldCall> calls = stage.held(End.A).setUp(CALLS, RATE);
      ChanceCalls chance = stage.chanceCalls(End.A);
      measure("warming up", chance);
      measure("a grid that is well", chance);

      grid.kill(2);
      measure("a member of the grid killed", chance);
      grid.start(2);
      awaitGrid(primary, pair, grid);

      lab.cut(Network.FAR, stage.endOf(primary));
      measure("the primary's host cut off from the grid", chance);
      lab.heal(Network.FAR);
      awaitGrid(primary, pair, grid);

      IntStream.range(0, grid.count()).forEach(grid::kill);
      measure("the grid gone", chance);
      assertThat(primary.http().status().grid()).isNotEqualTo("current");
      IntStream.range(0, grid.count()).forEach(grid::start);
      awaitGrid(primary, pair, grid);
      measure("the grid back", chance);
      assertThat(pair.primary()).isSameAs(primary);

      theMapHasWhatTheTableHad(stage, grid, primary);
      stage.held(End.A).end(calls, Side.CALLEE, RATE);
      assertThat(pair.primary().http().calls()).isEmpty();
    }
  }

  private static PairSetup configure(PairSetup setup, GridMembers grid) {
    return setup.patient().section(grid.section());
  }

  private static GridMembers startGrid() {
    return GridMembers.start(
        Stream.of(Seat.values())
            .map(
                seat ->
                    new Place(
                        Namespaces.address("far", seat),
                        PORT,
                        (command, environment, output) ->
                            LocalProgram.start(
                                NamespaceLab.inNamespace(seat, command), environment, output)))
            .toList());
  }

  private static void awaitGrid(Server primary, Pair pair, GridMembers grid) {
    Await.until(
        READY,
        "the grid has all calls",
        () -> primary.http().status().grid().equals("current"),
        () -> grid.describe() + pair.describe());
  }

  private static void measure(String what, ChanceCalls calls) {
    calls.start(CALLS_PER_SECOND);
    Scene.pass(PHASE);
    calls.stop();
    Ended ended = calls.endAll();
    Figures.print(what + ", call set-up", ended.setUp().toString());
    assertThat(ended.neverUp()).as("%s: calls that weren't answered", what).isEmpty();
    assertThat(ended.lost()).as("%s: calls lost", what).isEmpty();
    assertThat(ended.setUp().percentile(99)).as(what).isLessThan(SET_UP);
  }

  /** Nobody but the grid knows the calls once both servers are gone. */
  private static void theMapHasWhatTheTableHad(LabStage stage, GridMembers grid, Server primary) {
    Pair pair = stage.pair();
    awaitGrid(primary, pair, grid);
    Set<String> before = primary.http().calls().keySet();
    pair.servers().forEach(Server::kill9);
    pair.a().start();
    pair.awaitRole(pair.a(), "none", READY);
    new VipManager(pair).promote(pair.a());
    pair.await(READY, "all calls are back", () -> pair.a().http().calls().keySet().equals(before));
    Figures.print("both servers gone", "%,d calls came back".formatted(before.size()));
  }
}
