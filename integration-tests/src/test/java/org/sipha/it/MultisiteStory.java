package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.NodeHttp.Call;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;

/**
 * Multisite calls from before the HA connection aren't synchronized: the primary isn't ready until
 * they have ended.
 */
@Tag("multisite")
class MultisiteStory {
  private static final String BEFORE = "multisite-calls-before-connection";

  @Test
  void onlyAMultisiteCallFromBeforeTheConnectionHoldsThePrimary() {
    try (Stage stage = Stage.withPair(setup -> setup)) {
      Pair pair = stage.pair();
      Server primary = pair.primary();
      Server backup = pair.backup();
      backup.kill9();
      List<HeldCall> before = stage.multisite().setUp(1, 1);
      SippLoad load = stage.multisiteLoad(10);
      load.awaitMore(10, Duration.ofSeconds(30));
      backup.start();
      pair.awaitWhole(Duration.ofSeconds(60));
      Call old = primary.http().callOf(before.get(0).caller().callId(), "").orElseThrow();
      assertThat(old.multisite()).isTrue();

      // SIPp's calls from before the connection end by themselves; the held one stays, and alone
      // blocks.
      pair.await(
          Duration.ofSeconds(60),
          "nothing but the old multisite call blocks the primary",
          () ->
              codes(primary.http().status()).equals(List.of(BEFORE))
                  && primary.http().blockingCalls().keySet().equals(Set.of(old.id())));
      pair.await(
          Duration.ofSeconds(10),
          "multisite calls never hold the backup",
          () -> backup.http().status().readyForSwitchover());
      assertThat(backup.http().call(old.id())).as("its copy on the backup").isEmpty();
      Answer refused = backup.http().post("/switchover");
      assertThat(refused.status()).isEqualTo(412);
      assertThat(refused.names(BEFORE)).isTrue();

      List<HeldCall> after = stage.multisite().setUp(1, 1);
      Call young = primary.http().callOf(after.get(0).caller().callId(), "").orElseThrow();
      assertThat(backup.http().call(young.id()))
          .hasValueSatisfying(copy -> assertThat(copy.multisite()).isTrue());
      assertThat(primary.http().status().readyForSwitchover()).isFalse();

      stage.multisite().end(before, Side.CALLEE, 1);
      pair.awaitReady(Duration.ofSeconds(10));
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(pair.awaitSameCalls(Duration.ofSeconds(10), 1)).containsKey(young.id());
      stage.switchOver(primary);
      stage.multisite().end(after, Side.CALLEE, 1);
    }
  }

  private static List<String> codes(NodeStatus status) {
    return status.blockers().stream().map(NodeStatus.Blocker::code).toList();
  }
}
