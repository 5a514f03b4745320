package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Role;

/** SPEC 3.7 and 4: who serves when processes start, alone, together or again. */
class ReturnStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void anOldPrimaryThatPrefersToBePrimaryReturnsAsBackup() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(20);
    pair.run(0.1);
    pair.crash(A);
    pair.run(5);

    pair.start(A);

    pair.within(1, "A is backup", () -> pair.role(A) == Role.BACKUP);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void aPrimaryThatIsRestartedWithin300msCostsNoCall() {
    for (double away : List.of(0.0, 0.001, 0.05, 0.3)) {
      QuietPair other = new QuietPair();
      other.startReady();
      List<CallId> calls = other.setUpCalls(20);
      other.run(0.1);

      other.crash(A);
      other.run(away);
      other.start(A);

      other.until("B is primary", () -> other.role(B) == Role.PRIMARY);
      other.endsWell();
      assertThat(calls).as("away for %s s", away).allMatch(other::isEqual);
      assertThat(other.role(B)).isEqualTo(Role.PRIMARY);
    }
  }

  @Test
  void aNodeThatLostItsCallsNeverWinsOverOneThatHasThem() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(20);
    pair.run(0.1);
    pair.freeze(B);
    pair.crash(A);
    pair.start(A);
    pair.run(5);
    assertThat(pair.role(A)).isEqualTo(Role.NONE);

    pair.thaw(B);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(calls).allMatch(pair::isEqual);
    assertThat(pair.node(A).asked()).isEmpty();
  }

  @Test
  void aPrimaryThatHearsOfAHigherEpochTakesTheNextOneWithoutInterruption() {
    pair.startBoth();
    CallId call = pair.setUpCall();
    pair.crash(B);
    pair.persisted(B, 50);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(0.5);

    assertThat(pair.view(A).epoch()).isEqualTo(51);
    assertThat(pair.node(A).isAnswering()).isTrue();
    pair.change(call);
    assertThat(pair.record(A, call).orElseThrow().version().epoch()).isEqualTo(51);
    assertThat(pair.told("StandingDown")).isZero();
  }

  @Test
  void aNodeThatStartsAloneServesAfterHaStartWait() {
    pair.start(B);

    double took = pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);

    assertThat(took).isBetween(10.0, 10.3);
    assertThat(pair.node(B).asked()).containsExactly(AskReason.STARTED_ALONE);
  }

  @Test
  void twoNodesThatStartTogetherDoNotWaitForHaStartWait() {
    pair.start(A);
    pair.run(0.7);
    pair.start(B);

    assertThat(pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY)).isLessThan(2.5);
  }

  @Test
  void ofTwoNewNodesThePreferredOneServes() {
    pair.with(A, s -> s.preferredPrimary = false).with(B, s -> s.preferredPrimary = true);
    pair.start(A);
    pair.start(B);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
    pair.until("A is backup", () -> pair.role(A) == Role.BACKUP);
  }

  @Test
  void ofTwoNewNodesWithoutAPreferenceTheLowerServerIdServes() {
    pair.with(s -> s.preferredPrimary = true).with(A, s -> s.serverId = 7);
    pair.start(A);
    pair.start(B);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
  }

  @Test
  void whenBothWereRestartedThePreferredOneServesInAHigherEpoch() {
    pair.startReady();
    pair.switchover(A);
    long epoch = pair.view(B).epoch();
    pair.crash(A);
    pair.crash(B);
    pair.start(B);
    pair.start(A);

    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);

    assertThat(pair.view(A).epoch()).isGreaterThan(epoch);
  }

  @Test
  void ifTheBetterNodeCantServeItIsTheOthersTurnAfter2s() {
    pair.troubles(A).portTaken(true);
    pair.start(A);
    pair.start(B);

    double took = pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);

    assertThat(took).isLessThan(6);
    pair.until("A is backup", () -> pair.role(A) == Role.BACKUP);
  }

  @Test
  void aStartingNodeOnAnotherHostRunsTheDownScriptBeforeItBecomesBackup() {
    pair.with(
            s -> {
              s.arbiter = ArbiterType.MANUAL;
              s.addressScripts = true;
            })
        .with(B, s -> s.bootId = "another host");
    pair.startBoth();

    assertThat(pair.node(B).downScripts()).isEqualTo(1);
  }

  @Test
  void onThePrimarysOwnHostAStartingNodeLeavesTheAddressAlone() {
    pair.with(s -> s.addressScripts = true);
    pair.startBoth();
    pair.crash(B);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);

    assertThat(pair.node(B).downScripts()).isZero();
  }

  @Test
  void aBackupThatReturnsGetsACompleteCopy() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(100);
    pair.crash(B);
    pair.run(3);
    pair.setUpCalls(10);
    pair.start(B);

    pair.until("B has all", () -> pair.calls(B) == 110);
    pair.until("established", () -> pair.connection(B) == ConnectionState.ESTABLISHED);
    assertThat(calls).allMatch(pair::isEqual);
  }
}
