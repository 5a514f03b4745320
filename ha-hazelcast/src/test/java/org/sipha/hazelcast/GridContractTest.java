package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.sipha.core.node.Input.GridState.State;

/** What {@link org.sipha.core.port.Grid} promises, with three real members that are all well. */
class GridContractTest {
  private static Members members;
  private final List<Server> servers = new ArrayList<>();
  private String pair = "";
  private Server a;

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
    pair = test.getTestMethod().orElseThrow().getName();
    a = server(pair);
  }

  @AfterEach
  void end() {
    servers.forEach(Server::close);
  }

  private Server server(String pairName) {
    Server server = new Server(pairName, members.addresses());
    servers.add(server);
    return server;
  }

  /** Another server of the pair, with nothing of its own. */
  private Server another() {
    return server(pair).await(State.CURRENT);
  }

  @Test
  void theMapIsEqualToTheTable() {
    a.grid.serve(true);
    for (int i = 0; i < 1_000; i++) {
      a.put(Samples.call(i));
    }
    a.put(Samples.call(7, Samples.version(1, 2)));
    a.end(Samples.id(8), Samples.version(1, 2));
    a.put(Samples.registration("1001", Samples.version(1, 5)));
    a.settled();

    Server b = another();
    Map<?, ?> recalled = b.recall();

    assertThat(recalled).hasSize(999).doesNotContainKey(Samples.id(8));
    assertThat(recalled.get(Samples.id(7))).isEqualTo(Samples.version(1, 2));
    assertThat(b.recalledRegistrations())
        .containsExactly(Samples.registration("1001", Samples.version(1, 5)));
    assertThat(b.recall(Samples.id(7))).isEqualTo(Samples.call(7, Samples.version(1, 2)));
    assertThat(b.recall(Samples.id(8))).isNull();
    assertThat(b.recall(Samples.id(5_000))).isNull();
  }

  @Test
  void whatIsThereBeforeTheServerServesComesByComparison() {
    for (int i = 0; i < 3_000; i++) {
      a.calls.put(Samples.call(i));
    }
    a.registrations.put("1001", Samples.registration("1001", Samples.version(1, 5)));
    a.grid.serve(true);
    a.settled();

    Server b = another();
    assertThat(b.recall()).hasSize(3_000);
    assertThat(b.recalledRegistrations()).hasSize(1);
  }

  @Test
  void recallTellsOnlyWhatTheServerLacks() {
    a.grid.serve(true);
    a.put(Samples.call(1));
    a.put(Samples.call(2, Samples.version(1, 2)));
    a.put(Samples.call(3));
    a.settled();

    Server b = another();
    b.calls.put(Samples.call(1));
    b.calls.put(Samples.call(2));

    assertThat(b.recall()).containsOnlyKeys(Samples.id(2), Samples.id(3));
  }

  @Test
  void anOlderVersionNeverWinsInWhateverOrder() {
    a.grid.serve(true);
    a.put(Samples.call(1, Samples.version(2, 1)));
    a.settled();

    Server old = server(pair);
    old.grid.serve(false);
    old.put(Samples.call(1, Samples.version(1, 99)));
    old.end(Samples.id(1), Samples.version(1, 100));
    old.put(Samples.call(2));
    old.await(State.BEHIND);
    Server b = another();
    Eventually.until("the late write came", () -> b.recall(Samples.id(2)) != null, () -> "");

    assertThat(b.recall(Samples.id(1))).isEqualTo(Samples.call(1, Samples.version(2, 1)));
  }

  @Test
  void aLateWriteDoesNotBringAnEndedCallBackAndANewerOneDoes() {
    a.grid.serve(true);
    a.put(Samples.call(1));
    a.end(Samples.id(1), Samples.version(1, 3));
    a.settled();

    Server b = another();
    b.grid.serve(false);
    b.put(Samples.call(1, Samples.version(1, 3)));
    b.put(Samples.call(2, Samples.version(1, 1)));
    Eventually.until("the late write came", () -> a.recall(Samples.id(2)) != null, () -> "");
    assertThat(a.recall(Samples.id(1))).isNull();

    b.put(Samples.call(1, Samples.version(2, 1)));
    Eventually.until("the newer one came", () -> a.recall(Samples.id(1)) != null, () -> "");
  }

  @Test
  void pairsDoNotSeeOneAnother() {
    a.grid.serve(true);
    a.put(Samples.call(1));
    a.settled();
    Server stranger = server("another-pair");
    stranger.grid.serve(true);
    stranger.put(Samples.call(2));
    stranger.settled();

    assertThat(stranger.recall(Samples.id(1))).isNull();
    assertThat(server("another-pair").await(State.CURRENT).recall())
        .containsOnlyKeys(Samples.id(2));
    assertThat(another().recall()).containsOnlyKeys(Samples.id(1));
  }

  @Test
  void ghostsGoWhenTheTableLacksNothing() {
    a.grid.serve(true);
    a.put(Samples.call(1));
    a.put(Samples.call(2));
    a.put(Samples.registration("1001", Samples.version(1, 5)));
    a.settled().close();

    Server b = server(pair);
    b.calls.put(Samples.call(1));
    b.grid.serve(true);
    b.settled();

    Server c = another();
    assertThat(c.recall()).containsOnlyKeys(Samples.id(1));
    assertThat(c.recalledRegistrations()).hasSize(1);
  }

  @Test
  void nothingGoesBeforeARecallHasEndedWhole() {
    a.grid.serve(true);
    for (int i = 0; i < 500; i++) {
      a.put(Samples.call(i));
    }
    a.settled().close();

    Server b = server(pair);
    b.calls.put(Samples.call(0));
    b.calls.put(Samples.call(1_000));
    b.grid.serve(false);
    b.await(State.BEHIND);
    Eventually.until(
        "the comparison found what the table lacks",
        () -> String.valueOf(b.state()).contains("holds calls that this server lacks"),
        () -> String.valueOf(b.state()));
    assertThat(b.recall()).hasSize(499);

    b.calls.put(Samples.call(1)); // adopted; the others have ended, as their parties say
    b.settled();
    assertThat(another().recall())
        .containsOnlyKeys(Samples.id(0), Samples.id(1), Samples.id(1_000));
  }

  @Test
  void whoRestsWritesNothingMore() {
    a.grid.serve(true);
    a.put(Samples.call(1));
    a.settled();
    a.grid.rest();
    a.put(Samples.call(2));
    a.grid.serve(false);
    a.calls.remove(Samples.id(2));
    a.put(Samples.call(3));
    a.await(State.CURRENT);

    Server b = another();
    Eventually.until("what came later is there", () -> b.recall(Samples.id(3)) != null, () -> "");
    assertThat(b.recall()).containsOnlyKeys(Samples.id(1), Samples.id(3));
  }

  @Test
  void anotherRecallBeginsFromTheBeginning() {
    a.grid.serve(true);
    for (int i = 0; i < 300; i++) {
      a.put(Samples.call(i));
    }
    a.settled();

    Server b = another();
    b.grid.recall();
    assertThat(b.recall()).hasSize(300);
  }
}
