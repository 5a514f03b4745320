package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.Role;

/** SPEC 4: the primary is gone, or seems to be. */
class FailoverStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  // ---- dead ----

  @Test
  void aResetConnectionLetsTheBackupTakeOverAtOnceWithEveryCall() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(100);
    pair.run(0.1);
    long epoch = pair.view(A).epoch();

    pair.crash(A);
    double took = pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);

    assertThat(took).isLessThan(0.1);
    assertThat(pair.node(B).isAnswering()).isTrue();
    assertThat(calls).allMatch(id -> pair.holds(B, id));
    assertThat(pair.view(B).epoch()).isGreaterThan(epoch);
  }

  @Test
  void aPrimaryThatDiesSilentlyIsReplacedAfterAddpTimeout() {
    pair.startReady();
    pair.cut(60);
    pair.crash(A);

    double took = pair.until("B answers", () -> pair.node(B).isAnswering());

    assertThat(took).isBetween(1.35, 1.7);
  }

  @Test
  void aFailoverGoesOnWhenTheEpochCantBePersistedAndSaysSo() {
    pair.startReady();
    pair.troubles(B).diskFullUntil(Long.MAX_VALUE);

    pair.crash(A);

    pair.within(0.2, "B answers", () -> pair.node(B).isAnswering());
    assertThat(pair.told("B ERROR epoch 2 could not be written, it is kept in memory only"))
        .isEqualTo(1);
  }

  @Test
  void aFailoverGoesOnWhenTheUpScriptFailsAndSaysSo() {
    pair.with(s -> s.addressScripts = true);
    pair.startReady();
    pair.troubles(B).upScriptFails(true);

    pair.crash(A);

    pair.within(0.2, "B answers", () -> pair.node(B).isAnswering());
    assertThat(pair.told("B ERROR the up script failed, serving all the same")).isEqualTo(1);
  }

  @Test
  void aFailoverThatCantOpenThePortIsTriedAgainEverySecond() {
    pair.startReady();
    pair.troubles(B).portTaken(true);
    pair.crash(A);
    pair.run(2.5);
    assertThat(pair.told("B ERROR can't serve SIP: the port is taken")).isEqualTo(3);

    pair.troubles(B).portTaken(false);

    pair.within(1.2, "B answers", () -> pair.node(B).isAnswering());
  }

  @Test
  void aLostBackupCostsThePrimaryNothing() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);

    pair.crash(B);
    pair.run(5);

    assertThat(pair.node(A).isAnswering()).isTrue();
    assertThat(pair.holds(A, call)).isTrue();
    assertThat(pair.told("Primary ->")).isZero();
  }

  @Test
  void aConnectionThatIsLostWhileThePrimaryLivesChangesNoRole() {
    pair.startReady();

    pair.loseConnection();

    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.role(B)).isEqualTo(Role.BACKUP);
    assertThat(pair.told("Primary ->")).isZero();
  }

  // ---- double failures ----

  @Test
  void aFailoverWhenBothWereReadyIsNoDoubleFailure() {
    pair.startReady();
    pair.setUpCalls(10);
    pair.run(0.1);

    pair.crash(A);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
    assertThat(pair.view(B).doubleFailures()).isEmpty();
  }

  @Test
  void aFailoverWithAnIncompleteCopyIsRecordedWithTheIdsOfTheLostCalls() {
    pair.with(s -> s.limit = 200);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    List<CallId> calls = pair.setUpCalls(1_000);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(0.3);
    assertThat(pair.calls(B)).isEqualTo(200);

    pair.crash(A);
    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);

    assertThat(pair.view(B).doubleFailures()).hasSize(1);
    DoubleFailure recorded = pair.view(B).doubleFailures().get(0);
    assertThat(recorded.cause()).isEqualTo("the primary was lost");
    assertThat(recorded.lostCount()).isEqualTo(800);
    assertThat(recorded.lostKnown()).containsExactlyElementsOf(calls.subList(200, 1_000));
  }

  @Test
  void aFailoverBeforeThe60sIsRecordedEvenIfNothingIsMissing() {
    pair.startBoth();
    pair.setUpCalls(5);
    pair.run(5);

    pair.crash(A);
    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);

    assertThat(pair.view(B).doubleFailures())
        .singleElement()
        .satisfies(recorded -> assertThat(recorded.lostCount()).isZero());
  }

  @Test
  void whatACutOffPrimaryDidIsRecordedAsUnknown() {
    pair.startReady();
    pair.cut(60);
    pair.run(10);
    pair.setUpCalls(3);

    pair.crash(A);
    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);

    assertThat(pair.view(B).doubleFailures())
        .singleElement()
        .satisfies(recorded -> assertThat(recorded.lostCount()).isEqualTo(-1));
  }

  // ---- frozen ----

  @Test
  void aFrozenPrimaryIsNotReplacedAndTheBackupSaysPeerFrozen() {
    pair.startReady();
    pair.freeze(A);
    pair.run(5);

    assertThat(pair.role(B)).isEqualTo(Role.BACKUP);
    assertThat(pair.node(B).isAnswering()).isFalse();
    assertThat(pair.blockers(B)).containsExactly("ha-connection-down: lost 3 s ago");
    assertThat(pair.view(B).readiness().notes())
        .extracting(Blocker::code)
        .containsExactly(BlockerCode.PEER_FROZEN);
    assertThat(pair.view(B).readiness().forUpgrade()).isTrue();
  }

  @Test
  void afterAFrozenPrimaryWakesUpThePairIsWholeWithin4s() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(20);
    pair.run(0.1);
    pair.freeze(A);
    pair.run(20);

    pair.thaw(A);

    pair.within(
        4,
        "whole",
        () ->
            pair.connection(A) == ConnectionState.ESTABLISHED
                && pair.connection(B) == ConnectionState.ESTABLISHED
                && pair.role(A) == Role.PRIMARY
                && pair.readyForSwitchover(B));
    assertThat(pair.view(B).readiness().notes()).isEmpty();
    pair.endsWell();
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void aWatchdogThatEndsAFrozenPrimaryLetsTheBackupTakeOver() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.freeze(A);
    pair.run(5);

    pair.crash(A);

    pair.within(0.2, "B answers", () -> pair.node(B).isAnswering());
    assertThat(pair.holds(B, call)).isTrue();
  }

  @Test
  void aFrozenBackupCostsThePrimaryNothing() {
    pair.startReady();
    pair.freeze(B);
    pair.run(3);

    assertThat(pair.answerNewCall().hasGone()).isFalse();
    pair.run(0.001);
    assertThat(pair.node(A).sip().answers().get(0).waitedMillis()).isZero();

    pair.thaw(B);
    pair.endsWell();
  }
}
