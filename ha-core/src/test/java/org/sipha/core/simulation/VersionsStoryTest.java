package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame.Reject.Reason;
import org.sipha.core.link.ProtocolRange;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.role.Role;

/** Two versions side by side, as during an upgrade or a downgrade (SPEC 9). */
class VersionsStoryTest {
  private static final ProtocolRange BEFORE = new ProtocolRange(1, 1);
  private static final ProtocolRange NOW = new ProtocolRange(1, 2);

  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aNodeOfThisVersionAndOneOfTheVersionBeforeReplicateBothWays() {
    speak(A, BEFORE);
    speak(B, NOW);
    pair.startReady();
    protocolIs(1);
    CallId ofTheOlder = pair.setUpCall();
    pair.run(1);
    assertThat(pair.isEqual(ofTheOlder)).isTrue();

    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    CallId ofTheNewer = pair.setUpCall();
    pair.change(ofTheOlder);
    pair.run(1);

    assertThat(pair.isEqual(ofTheNewer)).isTrue();
    assertThat(pair.isEqual(ofTheOlder)).isTrue();
    assertThat(pair.switchover(B).outcome()).isEqualTo(Outcome.DONE);
    pair.endsWell();
  }

  @Test
  void whatAVersionBringsComesIntoUseWhenBothAreNewAndGoesWhenOneIsOldAgain() {
    speak(A, BEFORE);
    speak(B, BEFORE);
    pair.startReady();
    pair.setUpCalls(20);
    protocolIs(1);

    restart(B, NOW);
    protocolIs(1);
    assertThat(pair.view(B).connection().clockDifferenceMillis()).isNull();
    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.DONE);

    restart(A, NOW);
    protocolIs(2);
    assertThat(pair.view(A).connection().clockDifferenceMillis()).isNotNull();
    assertThat(pair.view(B).connection().clockDifferenceMillis()).isNotNull();

    restart(A, BEFORE);
    protocolIs(1);
    assertThat(pair.view(B).connection().clockDifferenceMillis()).isNull();
    assertThat(pair.calls(A)).isEqualTo(20);
    assertThat(pair.calls(B)).isEqualTo(20);
    pair.endsWell();
  }

  @Test
  void aSessionThatIsResumedGoesOnInItsVersion() {
    speak(A, BEFORE);
    pair.startReady();
    long session = pair.view(A).connection().session();

    pair.reset();
    pair.run(1);

    assertThat(pair.view(A).connection().session()).isEqualTo(session);
    protocolIs(1);
  }

  @Test
  void versionsThatDoNotMeetAreRefusedAndBothSaySoToPrograms() {
    speak(A, BEFORE);
    speak(B, new ProtocolRange(2, 2));
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.start(B);
    pair.run(60);

    assertThat(pair.connection(A)).isEqualTo(ConnectionState.DOWN);
    assertThat(pair.node(B).asked()).isEmpty();
    assertThat(pair.view(A).connection().refusal())
        .isEqualTo(
            new Refusal(
                Reason.PROTOCOL,
                "protocol versions don't meet: this node speaks 1 to 1, sips-b speaks 2 to 2;"
                    + " install versions that may run side by side"));
    assertThat(pair.view(B).connection().refusal())
        .isEqualTo(
            new Refusal(
                Reason.PROTOCOL,
                "protocol versions don't meet: this node speaks 2 to 2, sips-a speaks 1 to 1;"
                    + " install versions that may run side by side"));
  }

  private void speak(int index, ProtocolRange protocol) {
    pair.with(index, s -> s.protocol = protocol);
  }

  /** Stops the backup and starts it as another version. */
  private void restart(int backup, ProtocolRange protocol) {
    pair.stop(backup);
    speak(backup, protocol);
    pair.start(backup);
    pair.until("it is backup again", () -> pair.role(backup) == Role.BACKUP);
    pair.untilReady();
  }

  private void protocolIs(int version) {
    assertThat(pair.view(A).connection().protocol()).isEqualTo(version);
    assertThat(pair.view(B).connection().protocol()).isEqualTo(version);
  }
}
