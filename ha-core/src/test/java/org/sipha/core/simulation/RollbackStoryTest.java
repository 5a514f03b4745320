package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;

/** SPEC 4: each step of a hand-over has a timeout and a way back. */
class RollbackStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aSwitchoverIsRefusedWhenTheEpochCantBePersisted() {
    pair.startReady();
    pair.troubles(B).diskFullUntil(Long.MAX_VALUE);

    CommandResult refused = pair.switchover(A);

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.text()).startsWith("the epoch could not be written: disk full");
    assertThat(pair.node(A).isAnswering()).isTrue();
    pair.endsWell();
  }

  @Test
  void anInventoryThatIsAnsweredDuringARefusedHandOverEnds() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.troubles(B).diskFullUntil(Long.MAX_VALUE);
    long before = pair.told("inventory begins");
    pair.cut(3);
    pair.until("A compares", () -> pair.told("inventory begins") > before);

    assertThat(pair.forceSwitchover(A).outcome()).isEqualTo(Outcome.REFUSED);

    pair.endsWell();
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void aFailedUpScriptRollsTheSwitchoverBack() {
    pair.with(s -> s.addressScripts = true);
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(20);
    pair.run(0.1);
    pair.troubles(B).upScriptFails(true);

    CommandResult failed = pair.switchover(A);

    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(failed.text()).startsWith("rolled back");
    assertThat(failed.primary()).isEqualTo("sips-a");
    assertThat(pair.node(A).isAnswering()).isTrue();
    pair.endsWell();
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void aPortThatCantBeOpenedRollsTheSwitchoverBack() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.troubles(B).portTaken(true);

    CommandResult failed = pair.switchover(A);

    assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    pair.endsWell();
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void aHandOverDoesNotMakeANewProcessOfTheOldPrimaryLevel() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(20);
    pair.run(0.1);
    pair.give(A, Kind.SWITCHOVER, false);
    pair.until("B has confirmed", () -> pair.told("is persisted and confirmed") == 1);

    pair.crash(A);
    pair.start(A); // in a new session before B has the right, without a single call

    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void aBackupThatFreezesBeforeItConfirmsLetsThePrimaryGoOn() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    long command = pair.give(A, Kind.SWITCHOVER, false);
    pair.freeze(B);

    pair.until("an answer", () -> pair.node(A).reply(command) != null);

    assertThat(pair.node(A).isAnswering()).isTrue();
    pair.thaw(B);
    pair.endsWell();
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void aBackupThatDiesAfterTheReleaseLetsTheOldPrimaryServeAgainAfter2s() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    long command = pair.give(A, Kind.SWITCHOVER, false);
    pair.until("A has released", () -> pair.view(A).phase().equals("HandedOver"));

    pair.crash(B);
    double took = pair.until("A answers", () -> pair.node(A).isAnswering());

    assertThat(took).isBetween(1.9, 2.3);
    assertThat(pair.holds(A, call)).isTrue();
    pair.until("an answer", () -> pair.node(A).reply(command) != null);
    assertThat(pair.node(A).reply(command))
        .isNotNull()
        .satisfies(r -> assertThat(r.outcome()).isEqualTo(Outcome.FAILED));
  }

  @Test
  void anOldPrimaryThatDiesAfterTheReleaseDoesNotStopTheNewOne() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.give(A, Kind.SWITCHOVER, false);
    pair.until("A has released", () -> pair.view(A).phase().equals("HandedOver"));

    pair.crash(A);

    pair.within(0.3, "B answers", () -> pair.node(B).isAnswering());
    assertThat(pair.holds(B, call)).isTrue();
  }

  @Test
  void anOldPrimaryThatDiesWhileDrainingIsReplaced() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.troubles(A).sipHangs(true);
    pair.give(A, Kind.SWITCHOVER, false);
    pair.run(0.5);

    pair.crash(A);

    pair.within(0.3, "B answers", () -> pair.node(B).isAnswering());
    assertThat(pair.holds(B, call)).isTrue();
    assertThat(pair.view(B).doubleFailures()).isEmpty();
  }

  @Test
  void aSessionThatIsReplacedWhileDrainingLosesNoCall() {
    pair.startReady();
    pair.run(10);
    // What A sends is lost, and B ends the session over a confirmation that can't be.
    pair.network()
        .meddle(
            A,
            frame -> {
              if (frame instanceof Heartbeat beat) {
                return new Heartbeat(
                    beat.session(),
                    1_000,
                    beat.sentNanos(),
                    beat.echoNanos(),
                    beat.status(),
                    beat.promise(),
                    beat.wallClockMillis());
              }
              return frame instanceof Data ? null : frame;
            });
    CallId call = pair.setUpCall();
    pair.give(A, Kind.SWITCHOVER, false);
    pair.until("B drops the session", () -> pair.told("confirmed what was never sent") > 0);
    pair.network().meddle(A, Meddler.NONE);
    assertThat(pair.view(A).phase()).isEqualTo("Draining");

    pair.run(5);

    assertThat(pair.isEqual(call)).isTrue();
    pair.endsWell();
  }

  @Test
  void aCutInTheMiddleOfAHandOverLeavesExactlyOneServing() {
    for (String phase : List.of("Draining", "AwaitingConfirmation", "HandedOver")) {
      QuietPair other = new QuietPair();
      other.startReady();
      CallId call = other.setUpCall();
      other.run(0.1);
      other.give(A, Kind.SWITCHOVER, false);
      other.until(phase, () -> other.view(A).phase().equals(phase));

      other.cut(6);

      other.run(5);
      assertThat(other.processes().stream().filter(SimulatedProcess::isAnswering))
          .as("answering when cut in %s", phase)
          .hasSize(1);
      other.endsWell();
      assertThat(other.isEqual(call)).isTrue();
    }
  }
}
