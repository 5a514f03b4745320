package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.CallId;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;
import org.sipha.core.simulation.SimulatedSip.Answer;
import org.sipha.core.simulation.Troubles.Trouble;

/** SPEC 3.8: both were primary for a while. B was promoted during a cut, and wins. */
class TwoPrimariesStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  private List<CallId> calls = List.of();

  @BeforeEach
  void bothArePrimary() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
    pair.startReady();
    calls = pair.setUpCalls(10);
    pair.run(0.1);
    pair.cut(20);
    pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
    pair.promote(B);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void theOneWithTheHigherEpochStaysAndTheOtherBecomesBackup() {
    heal();

    assertThat(pair.node(A).isAnswering()).isFalse();
    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(pair.told("B INFO Primary ->")).isZero(); // it went on without interruption
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void whatBothChangedInTheSameEpochIsTheWinnersInTheEnd() {
    CallId call = changedByBothInTheSameEpoch();
    CallBody winners = pair.record(B, call).orElseThrow().body();
    Version ofB = pair.record(B, call).orElseThrow().version();
    assertThat(pair.record(A, call).orElseThrow().version())
        .isEqualTo(new Version(ofB.epoch(), ofB.counter(), 1));
    heal();

    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY); // the higher server id breaks the tie
    assertThat(pair.record(A, call).orElseThrow().body()).isEqualTo(winners);
    assertThat(pair.record(B, call).orElseThrow().body()).isEqualTo(winners);
  }

  @Test
  void whatBothChangedInTheSameEpochIsOneInTheEndThoughNeitherServesWhenTheyMeet() {
    CallId call = changedByBothInTheSameEpoch();
    pair.demote(A);
    pair.demote(B);
    pair.network().heal();

    pair.endsWell();
    assertThat(pair.record(A, call)).isEqualTo(pair.record(B, call));
  }

  @Test
  void whatBothChangedInTheSameEpochIsOneInTheEndThoughOneServesInAnotherWhenTheyMeet() {
    CallId call = changedByBothInTheSameEpoch();
    pair.demote(B);
    pair.promote(B);
    pair.network().heal();

    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(pair.record(A, call)).isEqualTo(pair.record(B, call));
  }

  @Test
  void whatTheWinnerHasNotFetchedWhenItIsForcedToHandOverIsSynchronizedToIt() {
    List<CallId> ofLoser = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ofLoser.add(pair.node(A).sip().setUpCall(false).call());
    }
    pair.run(0.1);
    long before = pair.told("B INFO inventory begins");
    pair.network().heal();
    pair.until("B compares", () -> pair.told("B INFO inventory begins") > before);
    pair.checker().forced();

    pair.give(B, Kind.SWITCHOVER, true);

    pair.until("A serves", () -> pair.role(A) == Role.PRIMARY && pair.role(B) == Role.BACKUP);
    pair.endsWell();
    assertThat(ofLoser).allMatch(pair::isEqual);
  }

  @Test
  void aPartysByeAtTheLoserCountsThoughTheWinnerIsForcedToHandOverBeforeItHears() {
    CallId call = calls.get(3);
    pair.node(A).sip().endCall(call);
    pair.run(0.1);
    long before = pair.told("B INFO inventory begins");
    pair.network().heal();
    pair.until("B compares", () -> pair.told("B INFO inventory begins") > before);
    pair.checker().forced();

    pair.give(B, Kind.SWITCHOVER, true);

    pair.until("A serves", () -> pair.role(A) == Role.PRIMARY && pair.role(B) == Role.BACKUP);
    pair.endsWell();
    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
  }

  @Test
  void callsThatTheWinnerNeverHeldAreCarriedOverToIt() {
    CallId ofLoser = pair.node(A).sip().setUpCall(false).call();
    CallId ofWinner = pair.node(B).sip().setUpCall(false).call();
    heal();

    pair.endsWell();
    assertThat(pair.isEqual(ofLoser)).isTrue();
    assertThat(pair.isEqual(ofWinner)).isTrue();
    assertThat(pair.node(B).sip().adopted()).containsExactly(ofLoser);
  }

  @Test
  void theWinnerKnowsThatCallsMayStillComeUntilTheyAreThere() {
    assertThat(pair.node(B).node().calls().isAwaitingCalls()).as("while apart").isFalse();
    CallId ofLoser = pair.node(A).sip().setUpCall(false).call();
    pair.until("B is connected", () -> pair.connection(B) == ConnectionState.ESTABLISHED);
    while (!pair.holds(B, ofLoser)) {
      assertThat(pair.node(B).node().calls().isAwaitingCalls()).isTrue();
      pair.run(0.001);
    }
    pair.endsWell();
    assertThat(pair.node(B).node().calls().isAwaitingCalls()).isFalse();
  }

  @Test
  void manyCallsAreCarriedOverWithoutThrottling() {
    for (int i = 0; i < 3_000; i++) {
      pair.node(A).sip().setUpCall(false);
    }
    heal();

    pair.within(2, "B has them", () -> pair.calls(B) == 3_010);
    pair.endsWell();
  }

  @Test
  void aPartysByeAtTheLoserCountsAtTheWinner() {
    CallId call = calls.get(3);
    pair.node(A).sip().endCall(call);
    heal();

    pair.run(1);
    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
    assertThat(pair.node(B).sip().forgotten()).containsExactly(call);
    pair.endsWell();
  }

  @Test
  void aCallThatTheWinnerEndedStaysEnded() {
    CallId call = calls.get(3);
    pair.node(B).sip().endCall(call);
    pair.node(A).sip().changeCall(pair.record(A, call).orElseThrow());
    heal();

    pair.run(1);
    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
    pair.endsWell();
  }

  @Test
  void anEndByTheLosersOwnTimerDoesNotCount() {
    CallId call = calls.get(3);
    pair.node(A).sip().timeOutCall(call);
    heal();

    pair.run(1);
    assertThat(pair.isEqual(call)).isTrue();
    assertThat(pair.node(B).sip().forgotten()).isEmpty();
  }

  @Test
  void whatTheLoserChangedUnseenDoesNotBeatTheWinner() {
    CallId call = calls.get(3);
    for (int i = 0; i < 5; i++) {
      pair.node(A).sip().changeCall(pair.record(A, call).orElseThrow());
      pair.run(0.01);
    }
    pair.node(B).sip().changeCall(pair.record(B, call).orElseThrow());
    pair.run(0.01);
    var winners = pair.record(B, call).orElseThrow();
    heal();

    pair.run(2);
    assertThat(pair.record(B, call)).contains(winners);
    assertThat(pair.isEqual(call)).isTrue();
    pair.endsWell();
  }

  @Test
  void aChangeThatOnlyTheLoserMadeIsCarriedOverAndNotOverwritten() {
    CallId call = calls.get(3);
    pair.node(A).sip().changeCall(pair.record(A, call).orElseThrow());
    pair.run(0.01);
    Version changed = pair.record(A, call).orElseThrow().version();
    heal();

    pair.run(2);
    assertThat(pair.record(A, call).orElseThrow().version()).isEqualTo(changed);
    assertThat(pair.isEqual(call)).isTrue();
  }

  /** The winner's end is older than the copy, and the other node confirms it all the same. */
  @ParameterizedTest
  @ValueSource(ints = {0, 500})
  void aCallThatOneEndedStaysEndedThoughTheOtherChangedItInAHigherEpochAndStoodDown(int more) {
    for (int i = 0; i < more; i++) {
      pair.node(A).sip().setUpCall(false);
      pair.node(B).sip().setUpCall(false);
    }
    CallId call = calls.get(3);
    pair.node(B).sip().changeCall(pair.record(B, call).orElseThrow());
    pair.run(0.01);
    pair.node(A).sip().endCall(call);
    pair.demote(B);

    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(3);

    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
    pair.endsWell();
  }

  /** A backup that keeps its own, newer copy confirms the end all the same. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20})
  void anEndIsNotPromisedBeforeItIsNewerThanWhatTheOtherWroteAndStoodDown(int millisLater) {
    CallId call = calls.get(3);
    isEndedAfter(millisLater, call);
  }

  /** Neither epoch is higher, but the other has changed the call more often. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20})
  void anEndIsNotPromisedBeforeItIsNewerThanWhatTheOtherWroteInTheSameEpoch(int millisLater) {
    CallId call = changedByBothInTheSameEpoch();
    isEndedAfter(millisLater, call);
  }

  private void isEndedAfter(int millisLater, CallId call) {
    pair.node(B).sip().changeCall(pair.record(B, call).orElseThrow());
    pair.run(0.01);
    pair.demote(B);
    pair.troubles(A).until(Trouble.DISK_SLOW, Long.MAX_VALUE); // its next epoch takes its time
    pair.until("connected", () -> pair.connection(A) == ConnectionState.ESTABLISHED);
    pair.run(millisLater / 1_000.0);

    Answer answer = pair.node(A).sip().endCall(call);

    pair.until("it is answered", answer::hasGone);
    assertThat(answer.isProtected() && pair.holds(B, call)).isFalse();
    pair.until("B knows", () -> !pair.holds(B, call));
    pair.endsWell();
  }

  @Test
  void aPartysByeAtTheLoserIsNotForgottenWhenTheWinnersChangeComesFirst() {
    CallId call = calls.get(3);
    pair.node(A).sip().endCall(call);
    pair.network()
        .meddle(
            A,
            frame ->
                frame instanceof Data data && data.message() instanceof InventoryPart
                    ? null
                    : frame);
    heal();
    pair.run(0.05);
    pair.node(B).sip().changeCall(pair.record(B, call).orElseThrow());
    pair.run(0.05);
    pair.network().meddle(A, Meddler.NONE);

    pair.loseConnection();

    pair.run(1);
    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
    pair.endsWell();
  }

  @Test
  void aCallThatEndsAtTheWinnerWhileItsCopyIsFetchedStaysEnded() {
    CallId call = calls.get(3);
    pair.node(A).sip().changeCall(pair.record(A, call).orElseThrow());
    pair.until(
        "B has asked for it",
        () -> pair.role(A) == Role.BACKUP && pair.view(B).synchronization().missing() > 0);

    pair.node(B).sip().endCall(call);

    pair.run(1);
    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
    pair.endsWell();
  }

  private CallId changedByBothInTheSameEpoch() {
    pair.demote(A);
    pair.promote(A);
    assertThat(pair.view(A).epoch()).isEqualTo(pair.view(B).epoch());
    CallId call = calls.get(3);
    pair.node(A).sip().changeCall(pair.record(A, call).orElseThrow());
    pair.run(0.1);
    pair.node(B).sip().changeCall(pair.record(B, call).orElseThrow());
    pair.run(0.1);
    return call;
  }

  private void heal() {
    pair.until("A is backup", () -> pair.role(A) == Role.BACKUP);
    pair.until("A sees B serve", () -> pair.role(B) == Role.PRIMARY);
  }
}
