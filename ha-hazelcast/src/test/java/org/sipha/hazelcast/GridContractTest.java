package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Version;
import org.sipha.core.node.Input.GridState.State;

/** What {@link org.sipha.core.port.Grid} promises, with three real members that are all well. */
class GridContractTest {
  private static Members members;

  /** The server that serves, and the other one of its pair, which looks into the map. */
  private Server a;

  private Server b;

  @BeforeAll
  static void startMembers() throws IOException {
    members = Members.three();
  }

  @AfterAll
  static void endMembers() {
    members.close();
  }

  @BeforeEach
  void begin(TestInfo test) {
    String pair = test.getTestMethod().orElseThrow().getName();
    a = new Server(pair, members.addresses());
    b = new Server(pair, members.addresses());
    a.await(State.CURRENT);
    b.await(State.CURRENT);
  }

  @AfterEach
  void end() {
    a.close();
    b.close();
  }

  private static Map<CallId, Version> calls(int from, int to) {
    Map<CallId, Version> calls = new TreeMap<>();
    IntStream.range(from, to).forEach(i -> calls.put(Samples.id(i), Samples.version(1, 1)));
    return calls;
  }

  private static void serves(Server server, boolean complete) {
    String resting = String.valueOf(server.state());
    server.grid.serve(complete);
    Eventually.until(
        "the grid says that it has heard",
        () -> !String.valueOf(server.state()).equals(resting),
        () -> resting);
  }

  @Test
  void theMapBecomesEqualToTheTableAndFollowsIt() {
    for (int i = 0; i < 1_000; i++) {
      a.calls.put(Samples.call(i));
    }
    a.registrations.put("1001", Samples.registration("1001", Samples.version(1, 5)));
    serves(a, true);
    a.settled();
    assertThat(b.recall()).isEqualTo(calls(0, 1_000));
    assertThat(b.recalledRegistrations())
        .containsExactly(Samples.registration("1001", Samples.version(1, 5)));

    for (int i = 1_000; i < 1_200; i++) {
      a.put(Samples.call(i));
    }
    a.put(Samples.call(7, Samples.version(1, 2)));
    a.end(Samples.id(8), Samples.version(1, 2));
    a.put(Samples.registration("1001", Samples.version(1, 6)));
    Map<CallId, Version> now = calls(0, 1_200);
    now.put(Samples.id(7), Samples.version(1, 2));
    now.remove(Samples.id(8));
    b.awaitInMap(now);
    assertThat(b.recalledRegistrations())
        .containsExactly(Samples.registration("1001", Samples.version(1, 6)));
    assertThat(b.recall(Samples.id(7))).isEqualTo(Samples.call(7, Samples.version(1, 2)));
    assertThat(b.recall(Samples.id(8))).isNull();
    assertThat(b.recall(Samples.id(5_000))).isNull();

    IntStream.range(0, 1_199).forEach(i -> b.calls.put(Samples.call(i)));
    assertThat(b.recall()) // only what this server lacks
        .isEqualTo(
            Map.of(Samples.id(7), Samples.version(1, 2), Samples.id(1_199), Samples.version(1, 1)));
  }

  @Test
  void aLateWriteOfAFormerPrimaryChangesNothing() {
    serves(a, true);
    a.put(Samples.call(1, Samples.version(2, 1)));
    a.put(Samples.call(2));
    b.awaitInMap(
        Map.of(Samples.id(1), Samples.version(2, 1), Samples.id(2), Samples.version(1, 1)));
    a.end(Samples.id(2), Samples.version(2, 2));
    b.awaitInMap(Map.of(Samples.id(1), Samples.version(2, 1)));

    b.grid.serve(false);
    b.grid.put(Samples.call(1, Samples.version(1, 98)));
    b.grid.remove(Samples.id(1), Samples.version(1, 99));
    b.grid.put(Samples.call(2, Samples.version(1, 99)));
    b.grid.put(Samples.call(3));
    a.awaitInMap(Map.of(Samples.id(3), Samples.version(1, 1)));
    assertThat(a.recall(Samples.id(1))).isEqualTo(Samples.call(1, Samples.version(2, 1)));
    assertThat(a.recall(Samples.id(2))).isNull();

    b.grid.put(Samples.call(2, Samples.version(3, 1))); // a newer one is no late write
    a.awaitInMap(
        Map.of(Samples.id(2), Samples.version(3, 1), Samples.id(3), Samples.version(1, 1)));
  }

  @Test
  void pairsDoNotSeeOneAnother() {
    try (Server stranger = new Server("another-pair", members.addresses())) {
      serves(a, true);
      a.put(Samples.call(1));
      b.awaitInMap(calls(1, 2));
      stranger.grid.serve(true);
      stranger.settled();
      assertThat(stranger.recall()).isEmpty();
      assertThat(stranger.recall(Samples.id(1))).isNull();
      assertThat(b.recall()).isEqualTo(calls(1, 2));
    }
  }

  @Test
  void ghostsGoWhenTheTableLacksNothing() {
    serves(a, true);
    a.put(Samples.call(1));
    a.put(Samples.call(2));
    a.put(Samples.registration("1001", Samples.version(1, 5)));
    b.awaitInMap(calls(1, 3));
    a.close();

    b.calls.put(Samples.call(1));
    serves(b, true);
    b.settled();
    b.calls.remove(Samples.id(1));
    assertThat(b.recall()).isEqualTo(calls(1, 2));
    assertThat(b.recalledRegistrations()).hasSize(1);
  }

  @Test
  void nothingGoesBeforeARecallHasEndedWhole() {
    serves(a, true);
    for (int i = 0; i < 500; i++) {
      a.put(Samples.call(i));
    }
    b.awaitInMap(calls(0, 500));
    a.close();

    b.calls.put(Samples.call(0));
    serves(b, false);
    Eventually.until(
        "the comparison found what the table lacks",
        () -> String.valueOf(b.state()).contains("holds calls that this server lacks"),
        () -> String.valueOf(b.state()));
    assertThat(b.recall()).isEqualTo(calls(1, 500));

    b.calls.put(Samples.call(1)); // adopted; the others have ended, as their parties say
    b.settled();
    b.calls.remove(Samples.id(0));
    b.calls.remove(Samples.id(1));
    assertThat(b.recall()).isEqualTo(calls(0, 2));
  }

  @Test
  void whoRestsWritesNothingMore() {
    serves(a, true);
    a.put(Samples.call(1));
    b.awaitInMap(calls(1, 2));
    a.grid.rest();
    a.grid.put(Samples.call(2));
    a.grid.serve(false);
    a.grid.put(Samples.call(3));
    Map<CallId, Version> without2 = calls(1, 4);
    without2.remove(Samples.id(2));
    b.awaitInMap(without2);
  }
}
