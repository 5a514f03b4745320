package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeSettings.WithoutQuorum;
import org.sipha.core.role.RightState;
import org.sipha.core.role.Role;

/** The right to serve as a lease, that the arbiter grants on two hosts ({@code etcd}). */
class LeaseStoryTest {
  private static final double LEASE = SimulatedLease.LEASE.toMillis() / 1e3;
  private static final double USABLE = SimulatedLease.USABLE_NANOS / 1e9;
  private static final double ADDP_TIMEOUT = 1.5;

  /** A promise ends so much earlier for the one who has it than for the one who gave it. */
  private static final double MARGIN = 0.6;

  @RegisterExtension final QuietPair pair = new QuietPair(Duration.ofSeconds(1));

  @BeforeEach
  void twoHostsAndAWitness() {
    pair.with(s -> s.arbiter = ArbiterType.ETCD).with(B, s -> s.bootId = "another host");
  }

  private void goOnWithoutQuorum() {
    pair.with(s -> s.withoutQuorum = WithoutQuorum.GO_ON);
  }

  private void quorum(boolean lost) {
    pair.note(lost ? "the quorum is lost" : "the quorum is back");
    pair.troubles(A).arbiterUnreachable(lost);
    pair.troubles(B).arbiterUnreachable(lost);
  }

  private RightState right(int index) {
    return pair.view(index).right().state();
  }

  private void answers(int index, boolean answers) {
    pair.within(
        LEASE + 1, "A answers: " + answers, () -> pair.node(index).isAnswering() == answers);
  }

  @Test
  void aRightThatIsRenewedHasNoEnd() {
    pair.startReady();
    pair.run(10 * LEASE);

    assertThat(right(A)).isEqualTo(RightState.HELD);
    assertThat(right(B)).isEqualTo(RightState.NONE);
    assertThat(pair.told("renewed")).isZero();
    assertThat(pair.node(A).isAnswering()).isTrue();
  }

  @Test
  void aKilledPrimaryIsReplacedWhenItsLeaseIsOver() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(5);
    pair.run(1);
    pair.crash(A);

    double took = pair.within(LEASE + 1, "B serves", () -> pair.node(B).isAnswering());

    assertThat(took).isGreaterThan(LEASE / 2);
    assertThat(calls).allMatch(call -> pair.holds(B, call));
  }

  @Test
  void aPrimaryThatIsKilledAndStartedAgainIsReplacedAtOnce() {
    pair.startReady();
    pair.crash(A);
    pair.run(0.3);
    pair.start(A);

    pair.within(0.5, "B serves", () -> pair.node(B).isAnswering());
    assertThat(pair.told("PEER_GONE")).isPositive();
  }

  @Test
  void aPrimaryThatEndsInOrderLeavesNobodyWaiting() {
    pair.startReady();
    pair.stop(A);

    pair.within(0.2, "B serves", () -> pair.node(B).isAnswering());
  }

  @Test
  void aSwitchoverWaitsForNoLease() {
    pair.startReady();
    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.DONE);

    assertThat(pair.within(0.2, "B serves", () -> pair.node(B).isAnswering())).isLessThan(0.2);
    pair.untilReady();
    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.DONE);
    pair.endsWell();
  }

  @Test
  void aFrozenPrimaryIsReplacedAndSaysNothingWhenItWakes() {
    pair.startReady();
    pair.freeze(A);
    pair.within(LEASE + 1, "B serves", () -> pair.node(B).isAnswering());

    pair.thaw(A);
    for (int i = 0; i < 10_000; i++) {
      assertThat(pair.node(A).isAnswering()).isFalse();
      pair.run(0.000_5);
    }
    assertThat(pair.role(A)).isEqualTo(Role.BACKUP);
    pair.endsWell();
  }

  @Test
  void aBackupWhoseHostWasSuspendedKnowsThatThePrimaryMayHaveServedOn() {
    pair.startReady();
    pair.run(1); // the backup has heard so
    pair.cut(3);
    pair.run(2);
    double suspended = pair.now();
    pair.freeze(B);
    pair.run(6);
    pair.setUpCalls(3);
    pair.stop(A);
    pair.run(2);

    pair.node(B).resume((long) ((pair.now() - suspended) * 1e9));
    pair.within(LEASE + 1, "B serves", () -> pair.role(B) == Role.PRIMARY);
    pair.run(0.1);

    assertThat(pair.told("double failure: the primary was lost")).isEqualTo(1);
  }

  @Test
  void aSuspendedHostSaysNothingWhenItGoesOnThoughItsMonotonicClockStood() {
    pair.startReady();
    pair.run(0.1);
    double suspended = pair.now();
    pair.freeze(A);
    pair.within(LEASE + 1, "B serves", () -> pair.node(B).isAnswering());

    pair.node(A).resume((long) ((pair.now() - suspended) * 1e9));
    for (int i = 0; i < 10_000; i++) {
      assertThat(pair.node(A).isAnswering()).isFalse();
      pair.run(0.000_5);
    }
    assertThat(pair.told("the right to serve is lost: the wall clock moved")).isEqualTo(1);
    pair.endsWell();
  }

  @Test
  void withoutQuorumThePrimaryStopsBeforeItsLeaseIsOver() {
    pair.startReady();
    quorum(true);
    pair.until("it isn't renewed", () -> right(A) == RightState.UNRENEWED);
    assertThat(pair.node(A).isAnswering()).isTrue();
    assertThat(pair.switchover(B).outcome()).isEqualTo(Outcome.REFUSED);

    pair.within(USABLE, "A stops", () -> !pair.node(A).isAnswering());
    pair.run(3 * LEASE);
    assertThat(pair.node(A).isAnswering()).isFalse();
    assertThat(pair.node(B).isAnswering()).isFalse();

    quorum(false);
    pair.within(
        LEASE + 1,
        "somebody serves",
        () -> pair.node(A).isAnswering() || pair.node(B).isAnswering());
    pair.endsWell();
  }

  @Test
  void aPrimaryThatAloneIsCutOffFromTheArbiterIsReplacedByItsBackup() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(5);
    pair.run(1);
    pair.troubles(A).arbiterUnreachable(true);

    pair.within(LEASE + 1, "B serves", () -> pair.node(B).isAnswering());
    assertThat(calls).allMatch(call -> pair.holds(B, call));
    assertThat(pair.role(A)).isNotEqualTo(Role.PRIMARY);
  }

  @Test
  void aShortLossOfTheQuorumIsToldAndForgotten() {
    pair.startReady();
    quorum(true);
    pair.until("it isn't renewed", () -> right(A) == RightState.UNRENEWED);
    quorum(false);

    pair.within(LEASE / 3 + 0.1, "it is renewed", () -> right(A) == RightState.HELD);
    assertThat(pair.told("A WARN the right to serve has not been renewed for")).isEqualTo(1);
    assertThat(pair.told("A INFO the right to serve is renewed again")).isEqualTo(1);
    assertThat(pair.node(A).isAnswering()).isTrue();
  }

  @Test
  void thePrimaryGoesOnWhileItsBackupPromisesNotToAsk() {
    goOnWithoutQuorum();
    pair.startReady();
    quorum(true);
    pair.until("A serves by promise", () -> right(A) == RightState.PROMISED);

    for (int i = 0; i < 1_000; i++) {
      pair.run(0.02);
      assertThat(pair.node(A).isAnswering()).isTrue();
    }
    assertThat(pair.told("A WARN the right to serve has not been renewed for")).isEqualTo(2);
    assertThat(pair.node(B).asked()).isEmpty();
    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.REFUSED);

    quorum(false);
    pair.within(0.5, "A has a lease", () -> right(A) == RightState.HELD);
    assertThat(pair.node(A).isAnswering()).isTrue();
    assertThat(pair.told("StandingDown")).isZero();
    pair.endsWell();
  }

  @Test
  void aPromiseIsKeptAfterACut() {
    goOnWithoutQuorum();
    pair.startReady();
    pair.troubles(A).arbiterUnreachable(true);
    pair.until("A serves by promise", () -> right(A) == RightState.PROMISED);
    pair.run(1);
    pair.cut(60);

    double stopped = pair.until("A stops", () -> !pair.node(A).isAnswering());
    double asked = stopped + pair.until("B asks", () -> !pair.node(B).asked().isEmpty());

    assertThat(stopped).isBetween(ADDP_TIMEOUT - MARGIN - 0.2, ADDP_TIMEOUT - MARGIN);
    assertThat(asked).isGreaterThanOrEqualTo(ADDP_TIMEOUT - 0.1);
    pair.within(0.5, "B serves", () -> pair.node(B).isAnswering());
  }

  @Test
  void whoDoesNotKnowWhatItPromisedKeepsStillAsIfItHad() {
    goOnWithoutQuorum();
    pair.startReady();
    pair.troubles(A).arbiterUnreachable(true);
    pair.until("A serves by promise", () -> right(A) == RightState.PROMISED);
    pair.run(LEASE);
    pair.crash(B);
    pair.cut(60);
    pair.start(B);
    double started = pair.now();
    pair.give(B, org.sipha.core.node.Input.Command.Kind.PROMOTE, true);

    pair.until("B asks", () -> !pair.node(B).asked().isEmpty());
    assertThat(pair.now() - started).isGreaterThanOrEqualTo(ADDP_TIMEOUT);
    assertThat(pair.node(A).isAnswering()).isFalse();
  }

  @Test
  void withoutABackupThatPromisesThePrimaryStopsAllTheSame() {
    goOnWithoutQuorum();
    pair.startReady();
    pair.crash(B);
    quorum(true);

    pair.within(LEASE, "A stops", () -> !pair.node(A).isAnswering());
  }

  @Test
  void anOlderBackupPromisesNothing() {
    goOnWithoutQuorum();
    pair.with(B, s -> s.protocol = new org.sipha.core.link.ProtocolRange(1, 1));
    pair.startReady();
    quorum(true);

    pair.within(LEASE, "A stops", () -> !pair.node(A).isAnswering());
  }

  @Test
  void theNextPrimaryTakesAHigherEpochThanAnyThatTheWitnessKnows() {
    pair.startReady();
    pair.switchover(A);
    pair.run(1);
    long epoch = pair.view(B).epoch();
    pair.crash(A);
    pair.run(2 * LEASE);
    pair.crash(B);
    pair.start(A);

    pair.within(10 + LEASE + 1, "A serves", () -> pair.role(A) == Role.PRIMARY);
    assertThat(pair.view(A).epoch()).isGreaterThan(epoch);
  }
}
