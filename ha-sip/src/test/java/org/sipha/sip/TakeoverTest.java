package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.SipRequest;

class TakeoverTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  @Test
  void callerHangsUpAtTheNewServer() {
    sip.talk();
    sip.takeOver();
    alice.bye();
    SipRequest bye = bob.expectRequest("BYE");
    assertThat(bye.head().cseq()).isEqualTo(1_002);
    bob.answer(bye, 200);
    alice.expectResponse(200);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void calleeHangsUpAtTheNewServer() {
    sip.talk();
    sip.takeOver();
    bob.bye();
    SipRequest bye = alice.expectRequest("BYE");
    assertThat(bye.head().cseq()).isEqualTo(1_001);
    assertThat(bye.head().fromTag()).startsWith("000010");
    bob.expectResponse(200);
  }

  @Test
  void aByeThatTheOldServerHadDoneButNotAnsweredIsAnswered200() {
    sip.talk();
    sip.core.holdsAnswers = true;
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    sip.takeOver();
    alice.sendAgain();
    alice.expectResponse(200);
  }

  @Test
  void aByeOfACallThatWasLostWithTheOldServerIsAnswered481() {
    sip.talk();
    sip.core.table.remove(sip.core.call().id());
    sip.takeOver();
    alice.bye();
    alice.expectResponse(481);
    bob.expectNothing();
  }

  @Test
  void aByeOfACallThatMayStillComeFromThePeerIsNotAnsweredBeforeThat() {
    sip.talk();
    CallId id = sip.core.call().id();
    CallRecord elsewhere = sip.core.table.remove(id).orElseThrow();
    sip.core.table.awaitingCalls(true);
    sip.takeOver();
    alice.bye();
    alice.expectNothing();
    sip.core.table.put(elsewhere);
    sip.core.table.awaitingCalls(false);
    sip.engine.agent().adopted(id);
    alice.sendAgain();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
  }

  @Test
  void onlyAByeIsAnswered200ForACallThatHasEnded() {
    sip.talk();
    sip.core.holdsAnswers = true;
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    sip.takeOver();
    bob.request("INFO", "");
    bob.expectResponse(481);
  }

  @Test
  void callerHoldsAtTheNewServer() {
    sip.talk();
    sip.takeOver();
    alice.reInvite("v=0 hold\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.head().cseq()).isEqualTo(1_002);
    bob.answer(invite, 200, "v=0 held\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    assertThat(sip.core.call().b().localCSeq()).isEqualTo(1_002);
  }

  @Test
  void calleeHoldsAtTheNewServerAndTheCallGoesOnAtAThird() {
    sip.talk();
    sip.takeOver();
    bob.reInvite("v=0 hold\r\n");
    alice.answer(alice.expectRequest("INVITE"), 200, "v=0 held\r\n");
    bob.expectResponse(200);
    bob.ack();
    alice.expectRequest("ACK");
    sip.takeOver();
    bob.bye();
    assertThat(alice.expectRequest("BYE").head().cseq()).isEqualTo(2_002);
    bob.expectResponse(200);
  }

  @Test
  void numbersDoNotJumpAgainWhenAnIdleCallIsReadBack() {
    sip.talk();
    sip.takeOver();
    alice.request("INFO", "");
    SipRequest first = bob.expectRequest("INFO");
    bob.answer(first, 200);
    alice.expectResponse(200);
    sip.passMillis(10_000);
    assertThat(sip.engine.agent().liveCalls()).isZero();
    alice.request("INFO", "");
    assertThat(bob.expectRequest("INFO").head().cseq()).isEqualTo(first.head().cseq() + 1);
  }

  @Test
  void byeInFlightIsAnsweredAndRelayedAgain() {
    sip.talk();
    sip.core.isDeaf = true;
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectNothing();
    sip.takeOver();
    alice.sendAgain();
    bob.answer(bob.expectRequest("BYE"), 481);
    alice.expectResponse(200);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void answerWithoutAckIsSentAgainByTheNewServer() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    sip.takeOver();
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 1002\r\n");
    sip.passMillis(501);
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
    bob.answer(invite, 200, "v=0 1002\r\n");
    bob.expectRequest("ACK");
    sip.passMillis(60_000);
    alice.expectNothing();
    alice.bye();
    bob.expectRequest("BYE");
    alice.expectResponse(200);
  }

  @Test
  void ackThatTheOldServerRelayedIsRelayedAgain() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    sip.core.isDeaf = true;
    alice.ack();
    bob.expectRequest("ACK");
    sip.takeOver();
    alice.expectResponse(200);
    alice.sendAgain();
    bob.expectRequest("ACK");
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
  }

  @Test
  void answerHeldBackByTheOldServerIsSentByTheNewOne() {
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectNothing();
    sip.takeOver();
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
  }

  @Test
  void ringingCallIsAnsweredAtTheNewServer() {
    SipRequest invite = sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
  }

  @Test
  void ringingCallIsCancelledAtTheNewServer() {
    SipRequest invite = sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    alice.cancel();
    alice.expectResponse(200);
    alice.ackFailure(alice.expectResponse(487));
    SipRequest cancel = bob.expectRequest("CANCEL");
    assertThat(cancel.uri()).isEqualTo(invite.uri());
    assertThat(cancel.head().via().branch()).isEqualTo(invite.head().via().branch());
    bob.answer(invite, 487);
    bob.expectRequest("ACK");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void ringingCallIsRejectedAtTheNewServer() {
    SipRequest invite = sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    bob.answer(invite, 486);
    bob.expectRequest("ACK");
    alice.expectResponse(486);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void inviteThatComesAgainFindsTheRingingCall() {
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    sip.core.holdsAnswers = true;
    bob.answer(invite, 180);
    sip.takeOver();
    alice.expectResponse(180);
    alice.sendAgain();
    alice.expectResponse(180);
    bob.expectNothing();
  }

  @Test
  void answerToTheOldServersHoldIsAcknowledged() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    sip.takeOver();
    bob.answer(invite, 200, "v=0 held\r\n");
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    alice.sendAgain();
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 held\r\n");
    alice.expectResponse(200);
  }

  @Test
  void forgottenCallEndsWithoutAMessage() {
    sip.talk();
    CallId id = sip.core.call().id();
    sip.core.table.remove(id);
    sip.engine.agent().forgotten(id);
    alice.expectNothing();
    bob.expectNothing();
    alice.bye();
    alice.expectResponse(481);
  }

  @Test
  void forgottenRingingCallLeavesNothingBehind() {
    sip.ring();
    CallId id = sip.core.call().id();
    sip.core.table.remove(id);
    sip.engine.agent().forgotten(id);
    sip.passMillis(200_000);
    alice.expectNothing();
    bob.expectNothing();
    assertThat(sip.engine.transactions()).isZero();
    assertThat(sip.engine.agent().liveCalls()).isZero();
  }

  @Test
  void forgottenCallWhoseAnswerWaitsLeavesNothingBehind() {
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    bob.answer(invite, 200, "v=0 1002\r\n");
    CallId id = sip.core.call().id();
    sip.core.table.remove(id);
    sip.engine.agent().forgotten(id);
    sip.core.letGoAll();
    sip.passMillis(200_000);
    alice.expectNothing();
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void adoptedCallIsServedLikeAnInheritedOne() {
    sip.talk();
    sip.passMillis(5_000);
    CallId id = sip.core.call().id();
    sip.engine.agent().adopted(id);
    alice.bye();
    assertThat(bob.expectRequest("BYE").head().cseq()).isEqualTo(1_002);
    alice.expectResponse(200);
  }
}
