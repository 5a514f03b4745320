package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

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
}
