package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.SipRequest;

/** SPEC 4, "What an answer promises". */
class ProtectionTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  @Test
  void ringingIsRelayedOnlyWhenTheEarlyRecordIsSafe() {
    sip.core.holdsAnswers = true;
    alice.invite("1002");
    bob.answer(bob.expectRequest("INVITE"), 180);
    assertThat(sip.core.state()).contains(CallState.EARLY);
    alice.expectNothing();
    sip.core.letGoAll();
    alice.expectResponse(180);
  }

  @Test
  void answerIsRelayedOnlyWhenItsRecordIsSafe() {
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    bob.answer(invite, 200, "v=0 1002\r\n");
    assertThat(sip.core.state()).contains(CallState.ANSWERED);
    sip.passMillis(90);
    alice.expectNothing();
    sip.core.letGoAll();
    alice.expectResponse(200);
  }

  @Test
  void withoutProtectionNothingWaitsForTheCore() {
    sip.answersDoNotWait();
    sip.core.holdsAnswers = true;
    sip.talk();
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    assertThat(sip.core.waitingGates).isEmpty();
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void answersStayInOrder() {
    sip.core.holdsAnswers = true;
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 180);
    bob.answer(invite, 183, "v=0 early\r\n");
    bob.answer(invite, 200, "v=0 1002\r\n");
    long answered = sip.core.waitingGates.remove(1);
    sip.engine.agent().letGo(answered);
    alice.expectNothing();
    sip.core.letGoAll();
    alice.expectResponse(180);
    alice.expectResponse(183);
    alice.expectResponse(200);
  }

  @Test
  void endIsAnsweredOnlyWhenItIsSafe() {
    sip.talk();
    sip.core.holdsAnswers = true;
    alice.bye();
    bob.expectRequest("BYE");
    alice.expectNothing();
    alice.sendAgain();
    alice.expectNothing();
    sip.core.letGoAll();
    alice.expectResponse(200);
  }

  @Test
  void refusalIsNotHeldUpByWhatWaitsBeforeIt() {
    sip.core.holdsAnswers = true;
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 180);
    bob.answer(invite, 486);
    alice.expectResponse(486);
    sip.core.letGoAll();
    alice.expectNothing();
  }

  @Test
  void gateThatNobodyWaitsAtIsIgnored() {
    sip.engine.agent().letGo(4711);
    sip.talk();
  }
}
