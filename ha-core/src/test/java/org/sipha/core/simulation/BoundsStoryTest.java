package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Retries;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.role.Role;
import org.sipha.core.sync.Batch;

/** SPEC 3.6: a slow peer never harms the primary's calls or memory. */
class BoundsStoryTest {
  private static final int WINDOW = 4_096;

  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void theWindowIsBoundedAndWhatFoundNoRoomIsSentWhenThereIsSome() {
    pair.startBoth();
    pair.run(0.5);
    pair.confirmsNothing(B);
    List<CallId> calls = pair.setUpCalls(10_000);
    pair.run(5);
    assertThat(pair.view(A).connection().outstandingFrames()).isEqualTo(WINDOW);
    assertThat(pair.calls(B)).isEqualTo(WINDOW);

    pair.confirmsAgain(B);

    pair.within(1, "B has all", () -> pair.calls(B) == 10_000);
    assertThat(calls).allMatch(pair::isEqual);
    assertThat(pair.told("inventory begins")).isEqualTo(1);
  }

  @Test
  void aCallThatChangesOftenWhileThereIsNoRoomIsSentOnceInItsLatestState() {
    pair.startBoth();
    pair.run(0.5);
    pair.confirmsNothing(B);
    List<CallId> calls = pair.setUpCalls(WINDOW);
    for (int i = 0; i < 100; i++) {
      pair.change(calls.get(0));
      pair.change(calls.get(1));
    }
    pair.end(calls.get(2));
    pair.run(1);

    pair.confirmsAgain(B);
    pair.within(1, "B has the latest", () -> pair.isEqual(calls.get(0)));

    pair.run(1);
    assertThat(pair.isEqual(calls.get(1))).isTrue();
    assertThat(pair.holds(B, calls.get(2))).isFalse();
    assertThat(pair.told("inventory begins")).isEqualTo(1);
  }

  @Test
  void aCallThatEndsWhileItsChangeWaitsIsNotResurrected() {
    pair.startBoth();
    pair.run(0.5);
    pair.confirmsNothing(B);
    pair.setUpCalls(WINDOW);
    CallId late = pair.setUpCall();
    pair.end(late);

    pair.confirmsAgain(B);
    pair.endsWell();

    assertThat(pair.holds(A, late) || pair.holds(B, late)).isFalse();
  }

  @Test
  void aPeerThatConfirmsNothingFor10sIsDroppedAndSynchronizationStartsAnew() {
    pair.startReady();
    pair.confirmsNothing(B);
    CallId call = pair.setUpCall();

    pair.run(9.8);
    assertThat(pair.connection(A)).isEqualTo(ConnectionState.ESTABLISHED);
    double took =
        pair.until(
            "dropped",
            () -> pair.told("the peer is alive but has confirmed nothing for 10 s") == 1);

    assertThat(took).isLessThan(0.4);
    pair.confirmsAgain(B);
    pair.until("a new inventory", () -> pair.told("inventory begins") == 2);
    pair.endsWell();
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void aPeerThatHasNothingToConfirmIsNotDropped() {
    pair.startReady();
    pair.confirmsNothing(B);
    pair.run(60);

    assertThat(pair.connection(A)).isEqualTo(ConnectionState.ESTABLISHED);
  }

  @Test
  void aFrozenBackupDoesNotLetThePrimarysQueuesGrow() {
    pair.startReady();
    pair.freeze(B);
    List<CallId> calls = pair.setUpCalls(10_000);
    pair.run(10);
    assertThat(pair.view(A).connection().outstandingFrames()).isZero();

    pair.thaw(B);
    pair.until("B has all", () -> pair.calls(B) == 10_000);
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void theInventoryOfManyCallsGoesInParts() {
    pair.with(s -> s.limit = 1_000);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.setUpCalls(12_345);
    pair.start(B);
    pair.until("B has all", () -> pair.calls(B) == 12_345);

    pair.loseConnection();

    pair.until("B is ready", () -> pair.readyForSwitchover(B));
    assertThat(pair.told("inventory done: 0 of 12345 calls missing at the backup, 0 only there"))
        .isEqualTo(1);
  }

  @Test
  void theLast512BatchesAreRemembered() {
    pair.with(s -> s.limit = 1);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.setUpCalls(514);
    pair.start(B);

    pair.within(600, "B has all", () -> pair.calls(B) == 514);
    pair.run(1);

    List<Batch> batches = pair.view(A).synchronization().batches();
    assertThat(batches).hasSize(512);
    assertThat(batches.get(0).number()).isEqualTo(3);
    assertThat(batches.get(511).number()).isEqualTo(514);
  }

  @Test
  void aDoubleFailureNames1000LostCallsAndCountsAll() {
    pair.with(s -> s.limit = 200);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.setUpCalls(1_500);
    pair.start(B);
    pair.until(
        "a batch has arrived at the backup",
        () ->
            pair.calls(B) >= 200
                && pair.node(A).view().peer() != null
                && pair.node(A).view().peer().role() == Role.BACKUP);

    pair.forceSwitchover(A);

    DoubleFailure failure = pair.view(A).doubleFailures().get(0);
    assertThat(failure.lostCount()).isGreaterThan(1_000);
    assertThat(failure.lostKnown()).hasSize(1_000);
  }

  @Test
  void theLast20DoubleFailuresAreRemembered() {
    pair.startBoth();
    pair.run(1);
    for (int i = 0; i < 21; i++) { // all of them before the 60 s are over
      int from = i % 2 == 0 ? A : B;
      pair.until("it serves", () -> pair.role(from) == Role.PRIMARY);
      pair.forceSwitchover(from);
      pair.run(1);
    }

    assertThat(pair.view(A).doubleFailures()).hasSize(20);
    assertThat(pair.view(A).counts().doubleFailures()).as("all are counted").isEqualTo(21);
  }

  @Test
  void aConnectionThatIsResetAgainAndAgainIsTriedLessAndLessOftenAndTheStatusSaysSo() {
    pair.startReady();

    for (int i = 0; i < 200; i++) {
      pair.run(0.1);
      pair.reset();
    }

    Retries retries = pair.view(A).connection().retries();
    assertThat(retries.losses()).isBetween(8, 20); // in 20 s; without pauses it would be 200
    assertThat(retries.inWords()).matches("lost \\d+ times in (19|20) s");
    pair.endsWell();
    assertThat(pair.view(A).connection().retries().inWords()).isEmpty();
  }
}
