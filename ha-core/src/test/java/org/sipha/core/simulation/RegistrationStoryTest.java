package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.core.registration.Registrations;
import org.sipha.core.role.Role;

/** SPEC 3.3 and 5: registrations are replicated and synchronized like calls. */
class RegistrationStoryTest {
  private static final String DN = "1001";

  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void theBackupHoldsARegistrationWhenTheRegisterIsAnswered() {
    pair.startReady();
    register(A, DN);

    pair.until("it is answered", () -> pair.node(A).sip().waiting() == 0);

    assertThat(held(B)).hasSize(1).isEqualTo(held(A));
  }

  @Test
  void withoutABackupARegisterIsAnsweredAtOnce() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    register(A, DN);

    assertThat(pair.until("it is answered", () -> pair.node(A).sip().waiting() == 0))
        .isLessThan(0.01);
  }

  @Test
  void aRegisterWaitsForTheBackupNoLongerThanAnAnswerOfACall() {
    pair.startReady();
    pair.confirmsNothing(B);
    register(A, DN);
    pair.run(0.05);
    assertThat(pair.node(A).sip().waiting()).isEqualTo(1);

    pair.within(0.2, "it is answered", () -> pair.node(A).sip().waiting() == 0);
  }

  @Test
  void aRegisterDoesNotWaitForALostConnection() {
    pair.startReady();
    pair.confirmsNothing(B);
    register(A, DN);
    pair.run(0.01);
    assertThat(pair.node(A).sip().waiting()).isEqualTo(1);

    pair.reset();

    pair.within(0.01, "it is answered", () -> pair.node(A).sip().waiting() == 0);
  }

  @Test
  void aNewBackupHasAllRegistrationsBeforeTheFirstBatchOfCalls() {
    pair.startReady();
    pair.setUpCalls(600);
    for (int i = 0; i < 50; i++) {
      register(A, "20" + i);
    }
    pair.run(0.2);
    pair.crash(B);
    List<PeerMessage> sent = sentBy(A);
    pair.start(B);
    pair.until("B has the calls", () -> pair.calls(B) == 600);

    assertThat(held(B)).hasSize(50).isEqualTo(held(A));
    List<Class<?>> kinds = new ArrayList<>();
    sent.forEach(message -> kinds.add(message.getClass()));
    assertThat(kinds.lastIndexOf(RegistrationChange.class))
        .isLessThan(kinds.indexOf(SyncCall.class));
  }

  @Test
  void aRegistrationSurvivesATakeoverAndTheReturnOfTheOldPrimary() {
    pair.startReady();
    register(A, DN);
    pair.run(0.1);
    List<RegistrationRecord> before = held(A);

    pair.crash(A);
    pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);
    assertThat(held(B)).isEqualTo(before);

    pair.start(A);
    pair.endsWell();
    assertThat(held(A)).isEqualTo(before);
  }

  @Test
  void theRegistrationsThatOnlyABackupHoldsReachThePrimary() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
    pair.startReady();
    register(A, "both");
    pair.run(0.1);
    pair.cut(20);
    pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
    pair.promote(B);
    register(A, "loser");
    register(B, "winner");
    register(A, "both");
    pair.run(0.1);
    List<RegistrationRecord> ofLoser = held(A);
    pair.network().heal();

    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(held(B)).hasSize(3).containsAll(ofLoser);
    assertThat(pair.node(B).sip().adoptedRegistrations())
        .containsExactlyInAnyOrder("loser", "both");
  }

  @Test
  void ofTwoRegistrationsMadeApartTheOneOfTheHigherEpochStays() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
    pair.startReady();
    pair.cut(20);
    pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
    pair.promote(B);
    register(B, DN);
    register(A, DN);
    register(A, DN);
    pair.run(0.1);
    List<RegistrationRecord> ofWinner = held(B);
    pair.network().heal();

    pair.endsWell();
    assertThat(held(A)).isEqualTo(ofWinner);
    assertThat(held(B)).isEqualTo(ofWinner);
  }

  @Test
  void anUnconfirmedRegistrationHoldsReadinessAtZero() {
    pair.startReady();
    pair.confirmsNothing(B);
    register(A, DN);
    pair.run(1.2);

    assertThat(pair.blockers(A))
        .containsExactly("calls-unsynchronized: all calls are, but 1 registration isn't");
    assertThat(pair.readyForSwitchover(B)).isFalse();

    pair.confirmsAgain(B);
    pair.within(1, "ready", () -> pair.readyForSwitchover(A) && pair.readyForSwitchover(B));
  }

  @Test
  void aRegistrationThatChangesOftenWhileThereIsNoRoomIsSentOnceInItsLatestState() {
    pair.startBoth();
    pair.run(0.5);
    pair.confirmsNothing(B);
    pair.setUpCalls(4_096);
    List<PeerMessage> sent = sentBy(A);
    for (int i = 0; i < 100; i++) {
      register(A, DN);
    }
    pair.run(1);
    pair.confirmsAgain(B);
    pair.within(1, "B has the latest", () -> held(B).equals(held(A)));

    assertThat(sent.stream().filter(RegistrationChange.class::isInstance)).hasSize(1);
  }

  @Test
  void aSwitchoverDrainsRegistrationsToo() {
    pair.startReady();
    register(A, DN);

    pair.switchover(A);

    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(held(B)).hasSize(1).isEqualTo(held(A));
  }

  /**
   * Found by the simulation: it held readiness at 0 for good, and a takeover would have lost it.
   */
  @Test
  void whatWasRegisteredAtASuccessorThatGaveUpAtOnceReachesTheOldPrimary() {
    pair.startReady();
    pair.checker().forced();
    pair.give(A, Kind.SWITCHOVER, true);
    pair.until("A has handed over", () -> pair.view(A).phase().equals("HandedOver"));
    pair.freeze(A); // it doesn't hear that B serves
    pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);
    register(B, DN);
    pair.run(1); // A has waited for B long enough, and the session hasn't ended
    List<RegistrationRecord> registered = held(B);
    pair.node(B).give(new Input.ArbiterLost("the lock file was replaced"));
    pair.until("B has given up", () -> pair.role(B) != Role.PRIMARY);
    pair.thaw(A);
    pair.until("A serves again", () -> pair.role(A) == Role.PRIMARY);

    pair.endsWell();
    assertThat(registered).hasSize(1);
    assertThat(held(A)).isEqualTo(registered);
  }

  @Test
  void aNodeDoesNotAskWhileTheRefusedPeerHoldsRegistrations() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(s -> s.unsafe.put("sip-port", "5070"));
    pair.startReady();
    register(A, DN);
    pair.run(0.1);
    pair.with(A, s -> s.unsafe.put("sip-port", "5060"));
    pair.crash(A);
    pair.start(A); // without registrations; B holds the copies
    pair.run(60);

    assertThat(pair.connection(A)).isEqualTo(ConnectionState.DOWN);
    assertThat(pair.node(A).asked()).isEmpty();
  }

  @Test
  void aNodeThatDoesNotServeTakesNoRegistration() {
    pair.startReady();
    register(B, DN);
    pair.run(1);

    assertThat(held(B)).isEmpty();
    assertThat(pair.node(B).sip().waiting()).as("its REGISTER is not answered").isEqualTo(1);
  }

  private void register(int index, String dn) {
    pair.node(index).sip().register(dn);
  }

  private List<RegistrationRecord> held(int index) {
    return ((Registrations) pair.node(index).node().registrations()).copies();
  }

  /** What that node sends from now on, as it is sent. */
  private List<PeerMessage> sentBy(int index) {
    List<PeerMessage> messages = new ArrayList<>();
    pair.network()
        .meddle(
            index,
            frame -> {
              if (frame instanceof Data data) {
                messages.add(data.message());
              }
              return frame;
            });
    return messages;
  }
}
