package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.HandOver;
import org.sipha.core.link.PeerMessage.HandOverConfirmed;
import org.sipha.core.link.ProtocolRange;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.role.Role;
import org.sipha.core.simulation.SimulatedNetwork.Meddler;

/** SPEC 4: hand-overs with the arbiter {@code manual}, where no lock says who may serve. */
class ManualHandOverStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  private boolean lost;

  @BeforeEach
  void manual() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
  }

  @Test
  void aSuccessorThatCantTakeTheAddressAfterItsConfirmationGivesTheRightBack() {
    pair.with(s -> s.addressScripts = true);
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.troubles(B).upScriptFails(true);

    Outcome outcome = pair.switchover(A).outcome();

    assertThat(outcome).isEqualTo(Outcome.FAILED);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
    pair.endsWell();
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void anOldPrimaryThatNeverHearsItsSuccessorServeSettlesWithItsNextProcess() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.network()
        .meddle(B, frame -> lost || isConfirmation(frame) ? confirmAndFall(frame) : frame);
    long command = pair.give(A, Kind.SWITCHOVER, false);
    pair.until("B has confirmed", () -> lost);
    pair.crash(B);

    pair.until("A reports it", () -> pair.blockers(A).toString().contains("handover-unconfirmed"));
    assertThat(pair.node(A).reply(command).outcome()).isEqualTo(Outcome.UNKNOWN);
    pair.network().meddle(B, Meddler.NONE);
    pair.start(B);

    pair.endsWell();
    assertThat(pair.isEqual(call)).isTrue();
  }

  /** The confirmation is the last that is heard of B. */
  private @Nullable Frame confirmAndFall(Frame frame) {
    boolean first = !lost;
    lost = true;
    return first ? frame : null;
  }

  private @Nullable Frame lose() {
    lost = true;
    return null;
  }

  private static boolean isOffer(Frame frame) {
    return frame instanceof Data data && data.message() instanceof HandOver;
  }

  private static boolean isConfirmation(Frame frame) {
    return frame instanceof Data data && data.message() instanceof HandOverConfirmed;
  }

  @Test
  void aForcedHandOverWhoseConfirmationIsOvertakenByAHeartbeatCarriesTheRestOver() {
    pair.with(s -> s.limit = 3);
    pair.startBoth();
    pair.crash(B);
    pair.run(3);
    List<CallId> calls = pair.setUpCalls(20);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(0.1);
    assertThat(calls).anyMatch(call -> !pair.holds(B, call));
    pair.network()
        .meddle(
            B,
            frame -> {
              boolean swallow = !lost && isConfirmation(frame);
              lost |= swallow;
              return swallow ? null : frame;
            });

    assertThat(pair.forceSwitchover(A).outcome()).isEqualTo(Outcome.DONE);

    assertThat(lost).isTrue();
    pair.endsWell();
    assertThat(calls).allMatch(pair::isEqual);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aForcedHandOverThatIsTakenUpAfterAllCarriesTheRestOver() {
    pair.with(s -> s.limit = 3);
    pair.startBoth();
    pair.crash(B);
    pair.run(3);
    List<CallId> calls = pair.setUpCalls(20);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(0.1);
    // The offer is lost, and only the next message shows that it is missing.
    pair.network().meddle(A, frame -> isOffer(frame) && !lost ? lose() : frame);
    pair.checker().forced();

    pair.give(A, Kind.SWITCHOVER, true);

    pair.until("A has given up", () -> pair.view(A).phase().equals("Unconfirmed"));
    pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);
    pair.endsWell();
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void whoHasAgreedThatTheOtherServesDoesNotTakeOverItself() {
    pair.startBoth();
    pair.crash(B);
    pair.run(3);
    pair.setUpCalls(5);
    // With protocol 1 it doesn't wait for A's clock: it is backup before the first copy comes.
    pair.with(B, s -> s.protocol = new ProtocolRange(1, 1));
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    assertThat(pair.calls(B)).isZero();
    pair.crash(A);
    pair.run(1);

    // When they meet A's self-checks have passed, so it claims before B has asked again.
    pair.cut(1);
    pair.start(A);

    pair.until("A is settled", () -> pair.role(A) != Role.NONE);
    pair.run(1);
    assertThat(pair.processes()).filteredOn(SimulatedProcess::isAnswering).hasSize(1);
    assertThat(pair.told("double failure")).isLessThanOrEqualTo(1);
    pair.endsWell();
  }
}
