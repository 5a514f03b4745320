package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.core.node.Input.GridState.State;

/** Members that die or freeze, and a grid that is gone and comes back. */
class GridFailureTest {
  private static final int CALLS = 600;
  private static final int PARTITIONS = 271;

  @Test
  void oneMemberMayDieWithoutLossTwoNotAndTheTableIsPutBackWhenTheyReturn() throws IOException {
    try (Members members = Members.three();
        Server a = new Server("pair", members.addresses());
        Server b = new Server("pair", members.addresses())) {
      a.grid.serve(true);
      for (int i = 0; i < CALLS; i++) {
        a.put(Samples.call(i));
      }
      a.settled();
      b.await(State.CURRENT);

      members.kill(0);
      members.awaitTogether(2);
      assertThat(b.recall()).hasSize(CALLS);
      a.put(Samples.call(CALLS));
      a.settled();

      members.kill(1);
      a.put(Samples.call(CALLS + 1));
      a.await(State.GONE);
      a.end(Samples.id(0), Samples.version(1, 2));
      Eventually.until(
          "the members refuse",
          () -> Objects.requireNonNull(a.state()).text().contains("refuses reads and writes"),
          () -> String.valueOf(a.state()));

      members.start(0);
      members.awaitTogether(2);
      a.settled();
      assertThat(b.recall()).hasSize(CALLS + 1).doesNotContainKey(Samples.id(0));
    }
  }

  @Test
  void allMembersGoneIsToldAndANewGridGetsTheWholeTable() throws IOException {
    try (Members members = Members.none();
        Server a = new Server("pair", members.addresses())) {
      a.await(State.CONNECTING);
      a.grid.serve(true);
      for (int i = 0; i < CALLS; i++) {
        a.put(Samples.call(i));
      }
      a.grid.recall();
      Eventually.until("the recall has ended", () -> a.end().isPresent(), () -> "");
      assertThat(a.end().orElseThrow().whole()).isFalse();

      members.start(0);
      members.start(1);
      a.settled();
      members.kill(0);
      members.kill(1);
      a.await(State.GONE);
      a.put(Samples.call(CALLS));

      members.start(0);
      members.start(1);
      a.settled();
      try (Server b = new Server("pair", members.addresses())) {
        assertThat(b.await(State.CURRENT).recall()).hasSize(CALLS + 1);
      }
    }
  }

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.grid.frozen",
      matches = "true",
      disabledReason = "takes 12 s: mvn -pl ha-hazelcast -am test -Dsipha.grid.frozen=true")
  void aFrozenMemberHoldsUpItsOwnCallsOnlyAndIsLeftBehind() throws Exception {
    try (Members members = Members.none();
        MemberProcess frozen = MemberProcess.begin(members.settings(2))) {
      members.start(0);
      members.start(1);
      frozen.awaitStart();
      members.awaitTogether(3);
      try (Server a = new Server("pair", members.addresses())) {
        a.grid.serve(true);
        a.put(Samples.call(0));
        a.settled();

        frozen.freeze();
        for (int i = 0; i < CALLS; i++) {
          a.put(Samples.call(i, Samples.version(1, 2)));
        }
        Eventually.until(
            "some were written, others wait",
            () -> a.state() != null && a.state().waiting() > 0 && a.state().waiting() < CALLS - 100,
            () -> String.valueOf(a.state()));
        a.await(State.BEHIND);
        a.settled();
        // Of each call its latest state, and what is under way: one write for each partition.
        assertThat(a.mostWaiting).isLessThanOrEqualTo(CALLS + PARTITIONS);
        try (Server b = new Server("pair", members.addresses())) {
          assertThat(b.await(State.CURRENT).recall()).hasSize(CALLS);
        }
      }
    }
  }
}
