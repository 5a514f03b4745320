package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Leg;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.CallEnd;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/** What the SIP side of a primary tells of its calls, and what is said of that. */
class NodeCallsTest {
  private static final CallId ID = CallId.of(1, 2, 1);
  private static final Leg LEG =
      new Leg("c", "l", "r", "sip:a@x", "sip:b@x", "sip:b@x", List.of(), "", "", 1, 1, null, null);

  private final HandDrivenNode node = new HandDrivenNode();

  @BeforeEach
  void isPrimaryWithABackup() {
    node.serveBesideAnEmptyBackup();
    node.message(new RegistrationsTold());
    node.pass(Duration.ofMillis(100));
    assertThat(node.report().state()).isEqualTo(SyncState.DONE);
  }

  private static Call call(CallId id, CallState state, boolean multisite) {
    return new Call(id, state, multisite, 0, "a", "b", LEG, LEG, 0, List.of(), 0, 0);
  }

  private void changed(CallId id, long gate) {
    node.give(new CallChanged(call(id, CallState.CONFIRMED, false), gate));
  }

  @Test
  void aCallThatStaysAsItIsTakesLessRoomAfterHalfAMinute() {
    Call call = call(ID, CallState.CONFIRMED, false);
    node.give(new CallChanged(call, new EncodedCall(new byte[500]), 0));
    CallRecord kept = kept();

    node.pass(Duration.ofSeconds(29));
    assertThat(kept()).isSameAs(kept);

    node.pass(Duration.ofSeconds(2));
    assertThat(kept()).isEqualTo(kept).isNotSameAs(kept);
  }

  private CallRecord kept() {
    return node.calls().find(ID).orElseThrow();
  }

  @Test
  void aChangeThatIsToldAfterTheEndChangesNothing() {
    changed(ID, 0);
    node.give(new CallEnded(ID, EndCause.PARTY, 0));
    changed(ID, 7);

    assertThat(node.letGo()).containsExactly(7L);
    assertThat(node.view().calls()).isZero();
    assertThat(node.sentMessages(CallChange.class)).hasSize(1);
    assertThat(node.sentMessages(CallEnd.class)).hasSize(1);
  }

  @Test
  void aSecondEndLetsItsAnswerGoAndTellsNothing() {
    changed(ID, 0);
    node.give(new CallEnded(ID, EndCause.PARTY, 0));
    node.give(new CallEnded(ID, EndCause.PARTY, 8));

    assertThat(node.letGo()).containsExactly(8L);
    assertThat(node.sentMessages(CallEnd.class)).hasSize(1);
  }

  @Test
  void anEndThatTheBackupHasNotConfirmedIsToldAgainToThatProcess() {
    changed(ID, 0);
    node.give(new CallEnded(ID, EndCause.PARTY, 0));
    node.lose();

    node.connect();
    node.tellThatNothingIsHeld();

    assertThat(node.sentMessages(CallEnd.class)).hasSize(2);
  }

  @Test
  void anotherProcessOfTheBackupHoldsNothingOfWhichItWouldHaveToHearTheEnd() {
    changed(ID, 0);
    node.give(new CallEnded(ID, EndCause.PARTY, 0));
    node.lose();

    node.restartThePeer();
    node.connect();
    node.tellThatNothingIsHeld();

    assertThat(node.sentMessages(CallEnd.class)).hasSize(1);
  }

  @Test
  void thePrimaryThatHasWonHearsOnceWhatAPartyHasEndedHere() {
    changed(ID, 0);
    node.confirm();
    node.lose();
    node.give(new CallEnded(ID, EndCause.PARTY, 0));
    node.letThePeerServe(2);
    node.connect();
    node.give(new Input.SipClosed());
    node.give(new Input.ArbiterReleased());
    node.pass(Duration.ofMillis(100));
    assertThat(node.view().role()).isEqualTo(Role.BACKUP);

    node.message(new InventoryRequest(1, Buckets.ALL));
    assertThat(ended()).containsExactly(ID);
    node.confirm();
    node.message(new InventoryRequest(2, Buckets.ALL));

    assertThat(node.sentMessages(InventoryPart.class))
        .filteredOn(InventoryPart::last)
        .extracting(InventoryPart::inventory)
        .containsExactly(1, 2);
    assertThat(ended()).containsExactly(ID);
  }

  private List<CallId> ended() {
    return node.sentMessages(InventoryPart.class).stream()
        .flatMap(part -> part.endedByParty().stream())
        .map(Held::id)
        .toList();
  }

  @Test
  void aChangeIsUnsynchronizedWhenItHasBeenUnconfirmedForASecond() {
    changed(ID, 0);
    node.pass(Duration.ofMillis(900));
    assertThat(node.report().unsynchronized()).isZero();
    node.pass(Duration.ofMillis(200));
    assertThat(node.report().unsynchronized()).isEqualTo(1);

    node.confirm();
    node.pass(Duration.ofMillis(100));
    assertThat(node.report().unsynchronized()).isZero();
  }

  @Test
  void theViewCountsWhatWasSetUpAndWhatIsThere() {
    changed(ID, 0);
    changed(ID, 0);
    node.give(new CallChanged(call(CallId.of(1, 2, 2), CallState.CONFIRMED, true), 0));
    node.give(new CallEnded(ID, EndCause.PARTY, 0));
    node.pass(Duration.ofMillis(50));

    assertThat(node.view().callsCreated()).isEqualTo(2);
    assertThat(node.view().calls()).isEqualTo(1);
    assertThat(node.view().multisiteCalls()).isEqualTo(1);
    assertThat(node.view().synchronization().limitInForce()).isEqualTo(500);
  }

  @Test
  void anAnswerThatGoesUnconfirmedIsCountedAndNamed() {
    node.give(new CallChanged(call(ID, CallState.ANSWERED, false), 1));
    node.pass(Duration.ofMillis(50));
    assertThat(node.letGo()).isEmpty();
    node.pass(Duration.ofMillis(100));

    assertThat(node.letGo()).containsExactly(1L);
    assertThat(node.view().unprotectedAnswers()).isEqualTo(1);
    assertThat(node.view().unprotectedCalls()).containsExactly(ID);
  }

  @Test
  void aLimitThatIsConfiguredWaitsForTheNextSession() {
    node.give(new Input.LimitConfigured(300));
    node.pass(Duration.ofMillis(50));

    assertThat(node.view().synchronization().limitInForce()).isEqualTo(500);
    assertThat(node.view().synchronization().limitConfigured()).isEqualTo(300);
  }
}
