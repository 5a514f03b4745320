package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Hello;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;
import org.sipha.core.simulation.Troubles.Trouble;

/** SPEC 4: promote and demote, and the arbiter {@code manual} that lives by them. */
class PromoteStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aNodeThatHasTheRoleAlreadyAnswersDoneAndDoesNothing() {
    pair.startBoth(); // not ready: it would be refused if it had to do something

    CommandResult promoted = pair.promote(A);
    CommandResult demoted = pair.demote(B);

    assertThat(promoted.outcome()).isEqualTo(Outcome.DONE);
    assertThat(promoted.text()).isEqualTo("sips-a is primary already");
    assertThat(demoted.outcome()).isEqualTo(Outcome.DONE);
    assertThat(demoted.text()).isEqualTo("sips-b is not primary");
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void withAConnectionPromoteAndDemoteAreASwitchover() {
    pair.startReady();
    assertThat(pair.promote(B).outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    pair.run(0.01);

    assertThat(pair.demote(B).outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void withAConnectionPromoteAndDemoteAreRefusedAt0() {
    pair.startBoth();

    for (CommandResult refused : List.of(pair.promote(B), pair.demote(A))) {
      assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.blockers()).isNotEmpty();
    }
    assertThat(pair.command(B, Kind.PROMOTE, true).outcome()).isEqualTo(Outcome.DONE);
  }

  @Test
  void promoteIsRefusedIfTheArbiterDoesNotGrantIt() {
    pair.startReady();
    pair.cut(20);
    pair.until("down", () -> pair.connection(B) == ConnectionState.DOWN);

    CommandResult refused = pair.promote(B);

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.text()).isEqualTo("the arbiter doesn't grant it: lock held");
    assertThat(pair.role(B)).isEqualTo(Role.BACKUP);
  }

  @Test
  void demoteWithoutAConnectionStopsServingUntilPromote() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.crash(B);
    pair.until("down", () -> pair.connection(A) == ConnectionState.DOWN);

    assertThat(pair.demote(A).outcome()).isEqualTo(Outcome.DONE);
    pair.run(30);
    assertThat(pair.role(A)).isEqualTo(Role.NONE);
    assertThat(pair.node(A).isAnswering()).isFalse();

    assertThat(pair.promote(A).outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.node(A).isAnswering()).isTrue();
    assertThat(pair.holds(A, call)).isTrue();
  }

  @Test
  void demoteWithoutAConnectionLastsUntilANewSession() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.crash(B);
    pair.until("down", () -> pair.connection(A) == ConnectionState.DOWN);
    pair.demote(A);
    pair.run(15);

    pair.start(B);

    pair.within(3, "A is primary", () -> pair.role(A) == Role.PRIMARY);
    assertThat(pair.holds(A, call)).isTrue();
    pair.endsWell();
  }

  /** Nobody but an operator or VIP manager decides. */
  @Nested
  class Manual {
    @BeforeEach
    void manual() {
      pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
    }

    @Test
    void aNodeOnItsWayUpTurnsBackWhenTheConnectionIsBackAndThePeerServes() {
      pair.startReady();
      CallId call = pair.setUpCall();
      pair.run(0.1);
      pair.cut(1.6);
      pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
      pair.troubles(B).until(Trouble.DISK_SLOW, pair.time().now() + 1_000_000_000L);

      CommandResult result = pair.promote(B);

      assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
      assertThat(result.text()).isEqualTo("the HA connection is back, and the peer is primary");
      assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
      pair.change(call);
      pair.endsWell();
      assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
      assertThat(pair.isEqual(call)).isTrue();
    }

    @Test
    void aBackupDoesNotTakeOverByItself() {
      pair.startReady();
      List<CallId> calls = pair.setUpCalls(10);
      pair.run(0.1);
      pair.crash(A);
      pair.run(60);
      assertThat(pair.role(B)).isEqualTo(Role.BACKUP);

      assertThat(pair.promote(B).outcome()).isEqualTo(Outcome.DONE);
      assertThat(pair.node(B).isAnswering()).isTrue();
      assertThat(calls).allMatch(id -> pair.holds(B, id));
    }

    @Test
    void aNodeThatStartsAloneDoesNotServeByItself() {
      pair.start(A);
      pair.run(30);
      assertThat(pair.role(A)).isEqualTo(Role.NONE);

      assertThat(pair.promote(A).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void twoConnectedNodesSettleWhoServes() {
      pair.startBoth();

      assertThat(pair.node(A).isAnswering()).isTrue();
    }

    @Test
    void aNewProcessOfThePrimaryLetsTheBackupTakeOver() {
      pair.startReady();
      List<CallId> calls = pair.setUpCalls(10);
      pair.run(0.1);
      pair.crash(A);
      pair.run(5);

      pair.start(A);

      pair.within(2, "B is primary", () -> pair.role(B) == Role.PRIMARY);
      assertThat(pair.node(B).asked()).endsWith(AskReason.PEER_GONE);
      assertThat(calls).allMatch(id -> pair.holds(B, id));
    }

    @Test
    void aPlannedSwitchoverWorks() {
      pair.startReady();

      assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.DONE);
      pair.endsWell();
      assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    }

    @Test
    void anOldPrimaryWithoutTheConfirmationHasNoRoleAndSaysSo() {
      cutWhile("AwaitingConfirmation", A);

      pair.until("A waits no longer", () -> pair.view(A).phase().equals("Unconfirmed"));
      assertThat(pair.role(A)).isEqualTo(Role.NONE);
      assertThat(pair.node(A).isAnswering()).isFalse();
      assertThat(pair.blockers(A)).singleElement().asString().startsWith("handover-unconfirmed: ");
      assertThat(pair.view(A).readiness().forUpgrade()).isFalse();
    }

    @Test
    void anUnconfirmedHandOverIsSettledAtTheNextSession() {
      cutWhile("AwaitingConfirmation", A);
      pair.until("A waits no longer", () -> pair.view(A).phase().equals("Unconfirmed"));

      pair.endsWell();
    }

    @Test
    void anUnconfirmedHandOverIsSettledByPromote() {
      cutWhile("AwaitingConfirmation", A);
      pair.until("A waits no longer", () -> pair.view(A).phase().equals("Unconfirmed"));

      assertThat(pair.promote(A).outcome()).isEqualTo(Outcome.DONE);
      assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    }

    @Test
    void aSuccessorThatDiesBeforeItIsHeardLeavesTheOldPrimaryUnconfirmed() {
      handOverToOneThatDies();

      pair.until("A waits no longer", () -> pair.view(A).phase().equals("Unconfirmed"));
      assertThat(pair.blockers(A)).singleElement().asString().startsWith("handover-unconfirmed: ");
      assertThat(pair.promote(A).outcome()).isEqualTo(Outcome.DONE);
      assertThat(pair.calls(A)).isEqualTo(3);
    }

    @Test
    void aSuccessorThatDiesBeforeItIsHeardAndIsBackFollowsTheOldPrimary() {
      handOverToOneThatDies();
      pair.run(0.5);
      pair.start(B);

      pair.endsWell();
      assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
      assertThat(pair.calls(B)).isEqualTo(3);
    }

    private void handOverToOneThatDies() {
      pair.startReady();
      pair.setUpCalls(3);
      pair.run(0.1);
      pair.give(A, Kind.SWITCHOVER, false);
      pair.network().meddle(B, frame -> frame instanceof Heartbeat ? null : frame);
      pair.until("A has handed over", () -> pair.view(A).phase().equals("HandedOver"));
      pair.crash(B);
      pair.network().meddle(B, Meddler.NONE);
    }

    @Test
    void aSuccessorThatIsHeardServingHasConfirmedAndGetsWhatItLacks() {
      pair.with(s -> s.limit = 10);
      pair.startReady();
      List<CallId> calls = pair.setUpCalls(100);
      pair.crash(B);
      pair.start(B);
      pair.until("B has the first", () -> pair.role(B) == Role.BACKUP && pair.calls(B) >= 10);
      pair.run(0.2);
      pair.checker().forced();
      pair.give(A, Kind.SWITCHOVER, true);
      pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);
      assertThat(pair.view(A).phase()).isEqualTo("AwaitingConfirmation");

      pair.reset();

      pair.within(2, "B has all", () -> calls.stream().allMatch(id -> pair.holds(B, id)));
      pair.endsWell();
    }

    @Test
    void aByeOfWhichAnotherPrimaryIsToldIsNotConfirmedByItAndSoNotForgotten() {
      pair.startReady();
      CallId call = pair.setUpCall();
      pair.run(0.1);
      pair.cut(3);
      pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
      // B says that it is backup, and is primary before the handshake ends.
      boolean[] said = {false};
      pair.network()
          .meddle(
              B,
              frame -> {
                if (frame instanceof Hello && !said[0]) {
                  said[0] = true;
                  pair.time().in(10_000, () -> pair.give(B, Kind.PROMOTE, false));
                }
                return frame;
              });
      pair.until("A has a session", () -> pair.connection(A) == ConnectionState.ESTABLISHED);
      assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);

      pair.node(A).sip().endCall(call);

      pair.run(2);
      assertThat(pair.holds(A, call) || pair.holds(B, call)).isFalse();
      pair.endsWell();
    }

    @Test
    void theNewPrimaryServesOnceItHasConfirmedThoughTheOldOneIsNotHeard() {
      cutWhile("Accepting", B);

      pair.run(8);
      assertThat(pair.processes().stream().filter(SimulatedProcess::isAnswering)).hasSize(1);
      pair.endsWell();
    }

    /** A switchover during which the connection is cut, while that node is in that phase. */
    private void cutWhile(String phase, int node) {
      pair.startReady();
      pair.setUpCalls(3);
      pair.run(0.1);
      pair.give(A, Kind.SWITCHOVER, false);
      pair.until(phase, () -> pair.view(node).phase().equals(phase));
      pair.cut(6);
    }
  }
}
