package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedSip.Answer;

/** SPEC 4, what an answer promises. */
class AnswerStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void anAnswerWaitsForTheBackupsConfirmation() {
    pair.startBoth();
    Answer answer = pair.answerNewCall();

    pair.until("B holds the call", () -> pair.holds(B, answer.call()));
    assertThat(answer.hasGone()).isFalse();

    pair.within(0.01, "the answer goes", answer::hasGone);
    assertThat(answer.isProtected()).isTrue();
    assertThat(pair.view(A).unprotectedAnswers()).isZero();
  }

  @Test
  void theEndOfACallIsAnsweredWhenTheBackupKnowsIt() {
    pair.startBoth();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    Answer answer = pair.end(call);

    pair.until("B knows the end", () -> !pair.holds(B, call));
    assertThat(answer.hasGone()).isFalse();

    pair.within(0.01, "the answer goes", answer::hasGone);
    assertThat(answer.isProtected()).isTrue();
  }

  @Test
  void anAnswerGoesOnAfter100msAndIsCounted() {
    pair.startBoth();
    pair.confirmsNothing(B);
    Answer answer = pair.answerNewCall();

    pair.run(0.099);
    assertThat(answer.hasGone()).isFalse();
    pair.run(0.1);

    assertThat(answer.waitedMillis()).isEqualTo(100);
    assertThat(answer.isProtected()).isFalse();
    assertThat(pair.view(A).unprotectedAnswers()).isEqualTo(1);
  }

  @Test
  void theAnswerToAByeGoesOnAfter100msAndIsCounted() {
    pair.startBoth();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.confirmsNothing(B);
    Answer answer = pair.end(call);
    pair.run(0.2);

    assertThat(answer.waitedMillis()).isEqualTo(100);
    assertThat(pair.view(A).unprotectedAnswers()).isEqualTo(1);
  }

  @Test
  void anAnswerDoesNotWaitWhileTheConnectionIsSuspect() {
    pair.startBoth();
    pair.cut(1.2);
    pair.until("suspect", () -> pair.connection(A) == ConnectionState.SUSPECT);

    Answer answer = pair.answerNewCall();
    pair.run(0.001);

    assertThat(answer.waitedMillis()).isZero();
    assertThat(answer.isProtected()).isFalse();
  }

  @Test
  void anAnswerDoesNotWaitWithoutABackup() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);

    Answer answer = pair.answerNewCall();
    pair.run(0.2);

    assertThat(answer.waitedMillis()).isZero();
    assertThat(pair.view(A).unprotectedAnswers()).isEqualTo(1);
  }

  @Test
  void waitingAnswersGoOnAtOnceWhenTheConnectionIsReset() {
    pair.startBoth();
    pair.confirmsNothing(B);
    Answer answer = pair.answerNewCall();
    pair.run(0.02);

    pair.reset();
    pair.run(0.005);

    assertThat(answer.waitedMillis()).isBetween(20L, 25L);
  }

  @Test
  void zeroSwitchesTheWaitingOff() {
    pair.with(s -> s.answerSyncTimeout = Duration.ZERO);
    pair.startBoth();

    Answer answer = pair.answerNewCall();
    pair.run(0.1);

    assertThat(answer.waitedMillis()).isZero();
    assertThat(pair.isEqual(answer.call())).isTrue();
  }

  @Test
  void answersDoNotWaitBehindTheSynchronization() {
    pair.with(s -> s.limit = 1_000);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.setUpCalls(2_000);
    pair.start(B);
    pair.until("a batch runs", () -> pair.calls(B) > 0);

    Answer answer = pair.answerNewCall();

    pair.within(0.02, "the answer goes", answer::hasGone);
    assertThat(answer.isProtected()).isTrue();
  }

  @Test
  void aCallWhoseAnswerWasProtectedSurvivesTheCrashOfThePrimary() {
    pair.startBoth();
    Answer answer = pair.answerNewCall();
    pair.until("the answer goes", answer::hasGone);

    pair.crash(A);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
    assertThat(pair.holds(B, answer.call())).isTrue();
  }

  @Test
  void aNewPrimaryKnowsWhichCallsEndedAtTheOldOneAsLongAsAPartyMayRepeatItsBye() {
    pair.startBoth();
    CallId ended = pair.setUpCall();
    pair.run(0.1);
    pair.end(ended);
    pair.until("B knows the end", () -> !pair.holds(B, ended));
    CallId lost = pair.answerNewCall().call();

    pair.crash(A);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
    assertThat(pair.holds(B, lost)).isFalse();
    assertThat(pair.node(B).node().calls().hasEnded(lost)).isFalse();
    assertThat(pair.node(B).node().calls().hasEnded(ended)).isTrue();
    pair.run(32.1);
    assertThat(pair.node(B).node().calls().hasEnded(ended)).isFalse();
  }

  /** Its SIP port may be open for a moment longer than the node serves. */
  @Test
  void aNodeThatDoesNotServeLetsNoAnswerGo() {
    pair.startBoth();
    CallId call = pair.setUpCall();
    pair.run(0.1);

    Answer end = pair.node(B).sip().endCall(call);
    Answer setUp = pair.node(B).sip().setUpCall(false);
    pair.run(1);

    assertThat(end.hasGone()).isFalse();
    assertThat(setUp.hasGone()).isFalse();
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void anAnswerOfACallThatHasEndedIsNotHeldBack() {
    pair.startBoth();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.end(call);
    pair.run(0.1);

    Answer again = pair.end(call); // the party repeats its BYE
    pair.run(0.001);

    assertThat(again.waitedMillis()).isZero();
    assertThat(pair.view(A).unprotectedAnswers()).isZero();
  }
}
