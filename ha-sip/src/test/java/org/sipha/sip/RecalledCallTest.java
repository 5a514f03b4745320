package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.core.node.Input.CallVerified;
import org.sipha.core.node.Input.CallWanted;
import org.sipha.sip.message.SipRequest;

/**
 * After a double failure a call comes back from the grid: what comes for it before waits, and its
 * parties are asked whether they have it.
 */
class RecalledCallTest {
  private static final long BEGINS_AFTER_MILLIS = 32_001;

  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;
  private final Telephone erin = sip.erin;

  /** Both servers are lost, and a new one doesn't have the only call yet. */
  private CallRecord lose() {
    sip.core.encodeAll();
    CallRecord kept = sip.core.table.page(null, 1).get(0);
    sip.core.table.remove(kept.id());
    sip.failOver();
    sip.core.table.awaitingGrid(true);
    return kept;
  }

  private void recall(CallRecord kept) {
    sip.core.table.put(kept);
    sip.engine.agent().recalled(kept.id());
  }

  private <T extends Input> List<T> told(Class<T> kind) {
    return sip.core.inputs.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void aByeThatComesBeforeItsCallIsAnsweredWhenItComesAgain() {
    sip.talk();
    CallRecord kept = lose();
    alice.bye();
    alice.expectNothing();
    assertThat(told(CallWanted.class)).containsExactly(new CallWanted(kept.id()));
    recall(kept);
    alice.sendAgain();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    assertThat(sip.records.only().ending()).isEqualTo(Ending.of(EndReason.CALLER_HUNG_UP));
    sip.passMillis(600_000);
    alice.expectNothing();
  }

  @Test
  void aByeOverAConnectionIsHeldAndAnsweredAsSoonAsItsCallIsThere() {
    sip.talk(erin, bob);
    CallRecord kept = lose();
    erin.bye();
    sip.passMillis(1_900);
    erin.expectNothing();
    recall(kept);
    bob.answer(bob.expectRequest("BYE"), 200);
    erin.expectResponse(200);
    sip.passMillis(600_000);
    erin.expectNothing();
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void aByeOverAConnectionWaitsTwoSecondsAtMost() {
    sip.talk(erin, bob);
    lose();
    erin.bye();
    sip.passMillis(1_999);
    erin.expectNothing();
    sip.passMillis(2);
    erin.expectResponse(481);
  }

  @Test
  void noMoreThanAThousandRequestsAreHeld() {
    sip.talk(erin, bob);
    lose();
    for (int i = 0; i < 1_000; i++) {
      erin.request("INFO", "");
    }
    erin.expectNothing();
    erin.bye();
    erin.expectResponse(481);
    sip.passMillis(2_001);
    assertThat(erin.waiting()).isEqualTo(1_000);
    erin.clear();
    erin.bye();
    erin.expectNothing();
  }

  @Test
  void anAnswerToWhatTheOldServerSentBringsItsCall() {
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 180);
    alice.expectResponse(180);
    CallRecord kept = lose();
    bob.answer(invite, 200, "v=0 1002\r\n");
    assertThat(told(CallWanted.class)).containsExactly(new CallWanted(kept.id()));
    recall(kept);
    alice.expectResponse(180);
    bob.sendAgain();
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    sip.passMillis(60_000);
    alice.answer(alice.expectRequest("OPTIONS"), 200);
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    assertThat(told(CallVerified.class)).containsExactly(new CallVerified(kept.id()));
  }

  @Test
  void bothPartiesAreAskedOnceThoughTheCallHasASessionTimer() {
    alice.extraHeaders = "Supported: timer\r\nSession-Expires: 1800\r\n";
    alice.invite("1002");
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    CallRecord kept = lose();
    recall(kept);
    sip.passMillis(BEGINS_AFTER_MILLIS);
    alice.answer(alice.expectRequest("OPTIONS"), 200);
    assertThat(told(CallVerified.class)).isEmpty();
    bob.answer(bob.expectRequest("OPTIONS"), 405);
    assertThat(told(CallVerified.class)).containsExactly(new CallVerified(kept.id()));
    sip.passMillis(600_000);
    alice.expectNothing();
    bob.expectNothing();
    // Its timers go on as those of any inherited call.
    sip.passMillis(1_200_000);
    alice.expectRequest("BYE");
    bob.expectRequest("BYE");
  }

  @Test
  void aCallThatAPartyDoesNotHaveEndsWithARecordAndIsNotVerified() {
    sip.talk();
    recall(lose());
    sip.passMillis(BEGINS_AFTER_MILLIS);
    alice.answer(alice.expectRequest("OPTIONS"), 200);
    bob.answer(bob.expectRequest("OPTIONS"), 481);
    alice.answer(alice.expectRequest("BYE"), 200);
    bob.answer(bob.expectRequest("BYE"), 481);
    assertThat(sip.core.calls()).isEmpty();
    assertThat(told(CallVerified.class)).isEmpty();
    assertThat(sip.records.only().ending()).isEqualTo(new Ending(EndReason.LOST_AT_PARTY, 481));
  }

  @Test
  void aPartyThatHangsUpHadTheCall() {
    sip.talk();
    CallRecord kept = lose();
    recall(kept);
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    List<Input> told =
        sip.core.inputs.stream()
            .filter(input -> input instanceof CallVerified || input instanceof CallEnded)
            .toList();
    assertThat(told.get(0)).isEqualTo(new CallVerified(kept.id()));
    assertThat(told.get(1)).isInstanceOf(CallEnded.class);
    assertThat(told).hasSize(2);
  }

  @Test
  void aPartyThatIsNotReachedIsAskedAgain() {
    sip.talk(erin, bob);
    CallRecord kept = lose();
    sip.sockets.refusing.add(erin.address);
    recall(kept);
    sip.passMillis(BEGINS_AFTER_MILLIS);
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    assertThat(told(CallVerified.class)).isEmpty();
    sip.sockets.refusing.clear();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    erin.answer(erin.expectRequest("OPTIONS"), 200);
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    assertThat(told(CallVerified.class)).containsExactly(new CallVerified(kept.id()));
  }

  @Test
  void noMoreThanFiftyCallsAreAskedAboutInASecond() {
    sip.talk();
    CallRecord kept = lose();
    Call pattern = kept.body().decoded(sip.core.codec);
    for (int i = 0; i < 120; i++) {
      Call copy = SipHarness.copy(pattern, CallId.of(1, 1, 100 + i));
      recall(CallRecord.of(copy, kept.version(), 0));
    }
    long before = sip.counters.requestsSent.sum();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 1);
    sip.passMillis(1_000);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 51);
    sip.passMillis(1_000);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 101);
    sip.passMillis(1_000);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 120);
  }
}
