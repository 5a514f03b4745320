package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.CarryOver;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;
import org.sipha.core.simulation.SimulatedSip.Answer;

/** SPEC 4: the planned switchover, when it is made and when it is refused. */
class SwitchoverStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aSwitchoverCarriesEveryCallAndKeepsSessionAndThe60s() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(50);
    pair.run(0.1);
    long session = pair.view(A).connection().session();
    long epoch = pair.view(A).epoch();

    CommandResult done = pair.switchover(A);

    assertThat(done.outcome()).isEqualTo(Outcome.DONE);
    assertThat(done.primary()).isEqualTo("sips-b");
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(pair.role(A)).isEqualTo(Role.BACKUP);
    assertThat(pair.view(B).epoch()).isGreaterThan(epoch);
    assertThat(calls).allMatch(pair::isEqual);
    assertThat(pair.view(A).connection().session()).isEqualTo(session);
    pair.within(
        0.2, "both are ready", () -> pair.readyForSwitchover(A) && pair.readyForSwitchover(B));
    assertThat(pair.view(A).doubleFailures()).isEmpty();
    assertThat(pair.view(B).doubleFailures()).isEmpty();
    assertThat(pair.told("inventory begins")).isEqualTo(1);
  }

  @Test
  void thePairCanSwitchBackAtOnce() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.switchover(A);
    pair.run(0.01);
    assertThat(pair.readyForSwitchover(A) && pair.readyForSwitchover(B)).isTrue();
    pair.change(call);

    assertThat(pair.switchover(B).outcome()).isEqualTo(Outcome.DONE);

    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.isEqual(call)).isTrue();
    pair.endsWell();
  }

  @Test
  void aSwitchoverWorksFromTheBackup() {
    pair.startReady();

    CommandResult done = pair.switchover(B);

    assertThat(done.outcome()).isEqualTo(Outcome.DONE);
    assertThat(done.primary()).isEqualTo("sips-b");
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void nobodyAnswersForLessThan50ms() {
    pair.startReady();
    pair.give(A, Kind.SWITCHOVER, false);
    pair.until("A holds", () -> !pair.node(A).isAnswering());

    double gap = pair.until("B answers", () -> pair.node(B).isAnswering());

    assertThat(gap).isLessThan(0.05);
  }

  @Test
  void aSwitchoverIsRefusedBeforeThe60sAndNamesTheBlocker() {
    pair.startBoth();
    pair.run(20);

    CommandResult refused = pair.switchover(A);

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.primary()).isEqualTo("sips-a");
    assertThat(refused.blockers())
        .singleElement()
        .asString()
        .contains("sips-a", "settling: 20 s of 60 s");
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.view(A).doubleFailures()).isEmpty();
  }

  @Test
  void aRefusalNamesTheBlockersOfBothNodesOnEitherNode() {
    meetWithCalls();

    for (int node : List.of(A, B)) {
      CommandResult refused = pair.switchover(node);
      assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.blockers())
          .extracting(b -> b.node() + " " + b.blocker().code())
          .containsExactlyInAnyOrder(
              "sips-a settling", "sips-a calls-unsynchronized", "sips-b calls-unsynchronized");
    }
  }

  @Test
  void aSwitchoverWithoutABackupIsRefused() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);

    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(pair.forceSwitchover(A).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aSecondRoleChangeIsBusyWhileOneRuns() {
    pair.startReady();
    pair.confirmsNothing(B);
    pair.setUpCall(); // keeps A draining
    long first = pair.give(A, Kind.SWITCHOVER, false);
    pair.run(0.5);

    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.BUSY);
    assertThat(pair.switchover(B).outcome()).isEqualTo(Outcome.BUSY);
    assertThat(pair.demote(A).outcome()).isEqualTo(Outcome.BUSY);
    assertThat(pair.promote(B).outcome()).isEqualTo(Outcome.BUSY);

    pair.confirmsAgain(B);
    pair.until("the first is done", () -> pair.node(A).reply(first) != null);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aSwitchoverWhoseAnswerIsLostIsUnknownAndNotMadeLater() {
    pair.startReady();
    pair.freeze(A);

    CommandResult unknown = pair.switchover(B);

    assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(unknown.text()).isEqualTo("the confirmation was lost");
    pair.thaw(A);
    pair.endsWell();
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aSwitchoverWaitsForTheLastConfirmations() {
    pair.startReady();
    pair.confirmsNothing(B);
    Answer answer = pair.answerNewCall();
    pair.give(A, Kind.SWITCHOVER, false);
    pair.run(1);
    assertThat(pair.view(A).phase()).isEqualTo("Draining");

    pair.confirmsAgain(B);

    pair.until("B is primary", () -> pair.role(B) == Role.PRIMARY);
    assertThat(pair.isEqual(answer.call())).isTrue();
  }

  @Test
  void drainingGivesUpAfterItsTimeLimitAndThePrimaryGoesOn() {
    pair.startReady();
    pair.confirmsNothing(B);
    CallId call = pair.setUpCall();
    double began = pair.now();

    CommandResult failed = pair.switchover(A);

    assertThat(pair.now() - began).isBetween(2.0, 2.2);
    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.text())
        .isEqualTo("1 changes of calls were not confirmed in time; sips-a goes on as primary");
    assertThat(pair.node(A).isAnswering()).isTrue();
    pair.confirmsAgain(B);
    pair.endsWell();
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void aSipSideThatDoesNotHoldInTimeLetsThePrimaryGoOn() {
    pair.startReady();
    pair.troubles(A).sipHangs(true);

    CommandResult failed = pair.switchover(A);

    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.text()).startsWith("SIP could not be held in time");
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aForcedSwitchoverGoesOnAndTheMissingCallsAreCarriedOver() {
    List<CallId> calls = meetWithCalls();

    CommandResult done = pair.forceSwitchover(A);

    assertThat(done.outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    // Not throttled: 800 calls are there much sooner than four batches would bring them.
    pair.within(1, "B has all", () -> calls.stream().allMatch(id -> pair.holds(B, id)));
    pair.endsWell();
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void aForcedSwitchoverIsRecordedAsADoubleFailureOnBothNodesWithTheCallsByName() {
    List<CallId> calls = meetWithCalls();

    pair.forceSwitchover(B);

    for (int node : List.of(A, B)) {
      assertThat(pair.view(node).doubleFailures()).hasSize(1);
      DoubleFailure recorded = pair.view(node).doubleFailures().get(0);
      assertThat(recorded.cause()).isEqualTo("a forced switchover");
      assertThat(recorded.lostCount()).isEqualTo(800);
      assertThat(recorded.lostKnown()).containsExactlyElementsOf(calls.subList(200, 1_000));
    }
  }

  @Test
  void aForcedSwitchoverLosesMultisiteCallsFromBeforeAndOnlyThem() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    CallId lost = pair.setUpMultisiteCall();
    CallId changed = pair.setUpMultisiteCall();
    CallId ordinary = pair.setUpCall();
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.change(changed); // replicated, and so protected
    pair.run(65);
    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.REFUSED);

    assertThat(pair.forceSwitchover(A).outcome()).isEqualTo(Outcome.DONE);
    pair.run(5);

    assertThat(pair.holds(A, lost) || pair.holds(B, lost)).isFalse();
    assertThat(pair.node(A).sip().lost()).as("recorded").containsExactly(lost);
    assertThat(pair.isEqual(changed)).isTrue();
    assertThat(pair.isEqual(ordinary)).isTrue();
    assertThat(pair.told("1 multisite calls from before are lost")).isEqualTo(1);
  }

  @Test
  void theMultisiteCallsThatAForcedSwitchoverLosesAreNamed() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    CallId lost = pair.setUpMultisiteCall();
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(65);

    pair.forceSwitchover(A);
    pair.run(1);

    assertThat(pair.view(A).doubleFailures())
        .singleElement()
        .satisfies(recorded -> assertThat(recorded.lostKnown()).containsExactly(lost));
  }

  @Test
  void forcingASwitchoverThatIsSafeIsNoDoubleFailure() {
    pair.startReady();

    pair.forceSwitchover(A);

    assertThat(List.of(pair.view(A), pair.view(B)))
        .flatExtracting(NodeView::doubleFailures)
        .isEmpty();
  }

  /** B lacks 800 of 1,000 calls. */
  private List<CallId> meetWithCalls() {
    pair.with(s -> s.limit = 200);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    List<CallId> calls = pair.setUpCalls(1_000);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(0.3);
    assertThat(pair.calls(B)).isEqualTo(200);
    return calls;
  }

  @Test
  void aCallThatEndedAtTheNewPrimaryIsNotCarriedOverToItByARepetition() {
    pair.startReady();
    CallId call = pair.setUpCalls(5).get(2);
    pair.run(0.1);
    long before = pair.told("inventory begins");
    pair.cut(3);
    pair.until("A compares", () -> pair.told("inventory begins") > before);
    pair.network().meddle(A, frame -> isCarryOver(frame) ? null : frame);
    pair.checker().forced();
    pair.give(A, Kind.SWITCHOVER, true);
    pair.until("B serves and A follows", () -> pair.role(A) == Role.BACKUP);
    assertThat(pair.holds(B, call)).isTrue();
    pair.run(6); // so that a lost socket is replaced at once

    // A has sent the call, and hears of its end; only its confirmation reaches B before the call.
    pair.end(call);
    pair.until("A knows it", () -> !pair.holds(A, call));
    pair.run(0.01);
    pair.network().meddle(A, Meddler.NONE);
    pair.reset();
    pair.run(1);

    assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
    pair.endsWell();
  }

  private static boolean isCarryOver(Frame frame) {
    return frame instanceof Data data && data.message() instanceof CarryOver;
  }
}
