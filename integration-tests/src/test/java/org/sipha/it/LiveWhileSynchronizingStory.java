package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.agent.HeldCalls.Side;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.NodeHttp.Call;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.SippLoad;

/** New calls never wait behind the synchronization of old ones. */
@Tag("live")
class LiveWhileSynchronizingStory {
  private static final int CALLS = Soak.size("live", 1_400, 10_000);
  private static final int PROBES = 10;
  private static final Duration PROMISE = Duration.ofMillis(200);

  @Test
  void aCallSetUpDuringTheSynchronizationIsOnTheBackupAtOnce() {
    try (Stage stage = Stage.withPair(setup -> setup.limit(200))) {
      Pair pair = stage.pair();
      stage.held().setUp(CALLS, Stage.BRISK);
      SippLoad load = stage.load(20);
      Server primary = pair.primary();
      Server backup = pair.backup();
      String lastId = primary.http().calls().keySet().stream().reduce((a, b) -> b).orElseThrow();
      backup.kill9();
      backup.start();
      pair.await(
          Duration.ofSeconds(60),
          "the synchronization is running",
          () -> primary.http().status().synchronization().equals("running"));

      Duration slowest = Duration.ZERO;
      int thereAtFirstLook = 0;
      long fewestMissing = Long.MAX_VALUE;
      for (int i = 0; i < PROBES; i++) {
        HeldCall call = stage.held().setUp(1, 1).get(0);
        long answered = System.nanoTime();
        Call onPrimary = primary.http().callOf(call.caller().callId(), lastId).orElseThrow();
        if (backup.http().call(onPrimary.id()).isPresent()) {
          thereAtFirstLook++;
        } else {
          Await.until(
              PROMISE.multipliedBy(10),
              "on the backup: " + onPrimary,
              () -> backup.http().call(onPrimary.id()).isPresent(),
              pair::describe);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - answered);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        fewestMissing = Math.min(fewestMissing, primary.http().status().missing());
        stage.held().end(List.of(call), Side.CALLER, 1);
      }
      assertThat(fewestMissing).as("calls that were still missing all the while").isPositive();
      Figures.print(
          "a call set up while %,d and more were missing, on the backup".formatted(fewestMissing),
          "%d of %d at the first look, the slowest after %d ms with the time of the HTTP requests"
              .formatted(thereAtFirstLook, PROBES, slowest.toMillis()));
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
      pair.awaitReady(Duration.ofMinutes(3));
      pair.awaitSameCalls(Duration.ofSeconds(10), CALLS);
    }
  }
}
