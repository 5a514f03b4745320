package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.message.SipRequest;

/** After a failover the parties of inherited calls are asked once whether the call is there. */
class InheritedCheckTest {
  private static final long BEGINS_AFTER_MILLIS = 32_001;

  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  @Test
  void aCallThatIsThereIsAskedOnceAndGoesOn() {
    sip.talk();
    sip.failOver();
    sip.passMillis(31_000);
    alice.expectNothing();
    sip.passMillis(1_001);
    SipRequest toAlice = alice.expectRequest("OPTIONS");
    assertThat(toAlice.head().toTag()).isEqualTo("tag-1001");
    alice.answer(toAlice, 200);
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    sip.passMillis(600_000);
    alice.expectNothing();
    bob.expectNothing();
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    sip.passMillis(60_000);
    assertThat(sip.engine.agent().liveCalls()).isZero();
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void theNextServerGoesOnBehindTheCSeqOfTheCheck() {
    sip.talk();
    long last = 0;
    for (int takeover = 1; takeover <= 3; takeover++) {
      sip.failOver();
      sip.passMillis(BEGINS_AFTER_MILLIS);
      SipRequest toAlice = alice.expectRequest("OPTIONS");
      assertThat(toAlice.head().cseq()).as("takeover %s", takeover).isGreaterThan(last);
      last = toAlice.head().cseq();
      alice.answer(toAlice, 200);
      bob.answer(bob.expectRequest("OPTIONS"), 200);
    }
    sip.failOver();
    bob.bye();
    assertThat(alice.expectRequest("BYE").head().cseq()).isGreaterThan(last);
  }

  @Test
  void aPartyThatKnowsNoSuchCallEndsItWithARecord() {
    sip.talk();
    sip.failOver();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    alice.answer(alice.expectRequest("OPTIONS"), 481);
    alice.expectRequest("BYE");
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    bob.answer(bob.expectRequest("BYE"), 200);
    assertThat(sip.core.calls()).isEmpty();
    assertThat(sip.records.only().ending()).isEqualTo(new Ending(EndReason.LOST_AT_PARTY, 481));
  }

  @Test
  void aPartyThatDoesNotAnswerEndsTheCallWithARecord() {
    sip.talk();
    sip.failOver();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    alice.answer(alice.expectRequest("OPTIONS"), 200);
    sip.passMillis(31_000);
    assertThat(sip.core.calls()).hasSize(1);
    sip.passMillis(1_001);
    alice.expectRequest("BYE");
    assertThat(sip.records.only().ending()).isEqualTo(new Ending(EndReason.PARTY_UNREACHABLE, 408));
  }

  @Test
  void aPartyThatKnowsNoOptionsKeepsTheCall() {
    sip.talk();
    sip.failOver();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    alice.answer(alice.expectRequest("OPTIONS"), 405);
    bob.answer(bob.expectRequest("OPTIONS"), 501);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void aPartyThatSpeaksWhileItIsAskedIsThere() {
    sip.talk();
    sip.failOver();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    alice.expectRequest("OPTIONS");
    alice.request("INFO", "");
    bob.answer(bob.expectRequest("INFO"), 200);
    sip.passMillis(60_000);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void nobodyIsAskedAfterASwitchover() {
    sip.talk();
    sip.takeOver();
    sip.passMillis(600_000);
    alice.expectNothing();
    bob.expectNothing();
  }

  @Test
  void aCallWhosePartiesHaveSpokenSinceIsNotAskedAbout() {
    sip.talk();
    sip.failOver();
    alice.request("INFO", "");
    bob.answer(bob.expectRequest("INFO"), 200);
    alice.expectResponse(200);
    sip.passMillis(600_000);
    alice.expectNothing();
    bob.expectNothing();
  }

  @Test
  void aCallWithASessionTimerIsNotAskedAbout() {
    alice.extraHeaders = "Supported: timer\r\nSession-Expires: 1800\r\n";
    alice.invite("1002");
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    sip.failOver();
    sip.passMillis(600_000);
    alice.expectNothing();
    bob.expectNothing();
  }

  @Test
  void noMoreThanTwentyCallsAreAskedAboutInASecond() {
    sip.talk();
    Call pattern = sip.core.call();
    CallRecord kept = sip.core.table.remove(pattern.id()).orElseThrow();
    for (int i = 0; i < 50; i++) {
      Call copy = SipHarness.copy(pattern, CallId.of(1, 1, 100 + i));
      sip.core.table.put(CallRecord.of(copy, kept.version(), 0));
    }
    sip.failOver();
    long before = sip.counters.requestsSent.sum();
    sip.passMillis(BEGINS_AFTER_MILLIS);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 20);
    sip.passMillis(1_000);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 40);
    sip.passMillis(1_000);
    assertThat(sip.counters.requestsSent.sum() - before).isEqualTo(2 * 50);
  }

  @Test
  void aCallThatCameFromThePeerIsAskedAboutOnce() {
    sip.talk();
    CallRecord elsewhere = sip.core.table.remove(sip.core.call().id()).orElseThrow();
    sip.takeOver();
    sip.core.table.put(elsewhere);
    sip.engine.agent().adopted(elsewhere.id());
    sip.passMillis(BEGINS_AFTER_MILLIS);
    alice.answer(alice.expectRequest("OPTIONS"), 200);
    bob.answer(bob.expectRequest("OPTIONS"), 200);
    sip.passMillis(600_000);
    alice.expectNothing();
  }
}
