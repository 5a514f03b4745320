package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.SipRequest;

/** A call that is being set up when another server takes over: docs/calls-at-a-takeover.md. */
class SetUpAtATakeoverTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  private SipRequest invite() {
    alice.invite("1002");
    return bob.expectRequest("INVITE");
  }

  private static void assertSame(SipRequest again, SipRequest first) {
    assertThat(again.head().via()).isEqualTo(first.head().via());
    assertThat(again.head().callId()).isEqualTo(first.head().callId());
    assertThat(again.head().from()).isEqualTo(first.head().from());
    assertThat(again.head().cseq()).isEqualTo(first.head().cseq());
    assertThat(again.uri()).isEqualTo(first.uri());
    assertThat(again.maxForwards()).isEqualTo(first.maxForwards());
    assertThat(again.headers()).isEqualTo(first.headers());
    assertThat(again.body()).isEqualTo(first.body());
  }

  private void answered(SipRequest invite) {
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(1);
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
    alice.bye();
    bob.expectRequest("BYE");
    alice.expectResponse(200);
  }

  // ---- invited

  @Test
  void inviteWithoutRecordIsACallOfItsOwnWhenTheCallerSendsItAgain() {
    sip.core.isDeaf = true;
    SipRequest lost = invite();
    sip.takeOver();
    bob.expectNothing();
    alice.sendAgain();
    SipRequest again = bob.expectRequest("INVITE");
    assertThat(again.head().callId()).isNotEqualTo(lost.head().callId());
    answered(again);
  }

  @Test
  void inviteThatTheCalleeHasNotAnsweredIsSentAgainAsItWas() {
    alice.extraHeaders = "X-Account: 17\r\nSupported: 100rel\r\n";
    alice.maxForwards = 20;
    SipRequest first = invite();
    sip.takeOver();
    SipRequest again = bob.expectRequest("INVITE");
    assertSame(again, first);
    alice.extraHeaders = "";
    bob.answer(again, 180);
    alice.expectResponse(180);
    answered(first);
  }

  @Test
  void callerThatHasHeard100NeedNotSendItsInviteAgain() {
    invite();
    sip.passMillis(300);
    alice.expectResponse(100);
    sip.takeOver();
    answered(bob.expectRequest("INVITE"));
  }

  @Test
  void repeatedInviteOfTheCallerFindsTheInvitedCall() {
    invite();
    sip.takeOver();
    bob.expectRequest("INVITE");
    alice.sendAgain();
    bob.expectNothing();
    sip.passMillis(201);
    alice.expectResponse(100);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void calleeThatHasNeverSeenTheInviteIsAskedUntilTimerB() {
    invite();
    sip.takeOver();
    sip.passMillis(33_000);
    assertThat(bob.waiting()).isEqualTo(7);
    alice.expectResponse(100);
    alice.ackFailure(alice.expectResponse(408));
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void invitedCallIsCancelledAtTheNewServer() {
    SipRequest first = invite();
    sip.takeOver();
    bob.expectRequest("INVITE");
    alice.cancel();
    alice.expectResponse(200);
    alice.ackFailure(alice.expectResponse(487));
    bob.expectNothing();
    bob.answer(first, 180);
    SipRequest cancel = bob.expectRequest("CANCEL");
    assertThat(cancel.head().via().branch()).isEqualTo(first.head().via().branch());
    bob.answer(first, 487);
    bob.expectRequest("ACK");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void invitedCallIsRejectedAtTheNewServer() {
    SipRequest first = invite();
    sip.takeOver();
    bob.expectRequest("INVITE");
    bob.answer(first, 486);
    bob.expectRequest("ACK");
    alice.expectResponse(486);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void invitedCallSurvivesASecondTakeover() {
    SipRequest first = invite();
    sip.takeOver();
    bob.expectRequest("INVITE");
    sip.takeOver();
    assertSame(bob.expectRequest("INVITE"), first);
    answered(first);
  }

  @Test
  void contentOfTheInviteIsKeptOnlyUntilTheCalleeHasAnswered() {
    alice.extraHeaders = "X-Account: 17\r\n";
    SipRequest invite = invite();
    assertThat(keptHeaders()).contains("X-Account: 17");
    alice.extraHeaders = "";
    bob.answer(invite, 180);
    assertThat(keptHeaders()).isEmpty();
  }

  private List<String> keptHeaders() {
    return Objects.requireNonNull(sip.core.call().b().pendingInvite()).headers();
  }

  // ---- ringing

  @Test
  void furtherProvisionalAnswersAreRelayedByTheNewServer() {
    SipRequest invite = sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    bob.answer(invite, 183, "v=0 early\r\n");
    assertThat(alice.expectResponse(183).body().sdpText()).isEqualTo("v=0 early\r\n");
    sip.takeOver();
    assertThat(alice.expectResponse(183).body().sdpText()).isEqualTo("v=0 early\r\n");
    answered(invite);
  }

  @Test
  void ringingCallThatNobodyAnswersIsGivenUpByTheNewServer() {
    sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    sip.passMillis(182_000);
    alice.expectResponse(408);
    bob.expectRequest("CANCEL");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void callerThatHangsUpWhileItRingsCancelsAtTheNewServer() {
    sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    alice.bye();
    alice.expectResponse(487);
    alice.expectResponse(200);
    bob.expectRequest("CANCEL");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void infoWhileItRingsIsRelayedByTheNewServer() {
    sip.ring();
    sip.takeOver();
    alice.expectResponse(180);
    bob.request("INFO", "");
    alice.answer(alice.expectRequest("INFO"), 200);
    bob.expectResponse(200);
  }

  // ---- cancelled

  @Test
  void cancelInFlightIsDoneAgainByTheNewServer() {
    SipRequest invite = sip.ring();
    sip.core.isDeaf = true;
    alice.cancel();
    bob.expectRequest("CANCEL");
    alice.clear();
    sip.takeOver();
    alice.expectResponse(180);
    alice.sendAgain();
    alice.expectResponse(200);
    alice.ackFailure(alice.expectResponse(487));
    bob.answer(bob.expectRequest("CANCEL"), 481);
    bob.answer(invite, 487);
    bob.expectRequest("ACK");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void cancelledCallWhoseEndTheBackupHasNotHeardOfEndsWithTheCalleesAnswer() {
    SipRequest invite = sip.ring();
    sip.core.isDeaf = true;
    alice.cancel();
    bob.expectRequest("CANCEL");
    sip.takeOver();
    bob.answer(invite, 487);
    bob.expectRequest("ACK");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void answerThatCrossesACancelIsHungUpThoughTheCallHasEndedBefore() {
    SipRequest invite = sip.ring();
    alice.cancel();
    bob.expectRequest("CANCEL");
    sip.takeOver();
    bob.answer(invite, 200, "v=0 1002\r\n");
    SipRequest ack = bob.expectRequest("ACK");
    assertThat(ack.head().cseq()).isEqualTo(1);
    assertThat(ack.head().toTag()).isEqualTo("tag-1002");
    SipRequest bye = bob.expectRequest("BYE");
    assertThat(bye.uri()).isEqualTo("sip:1002@10.0.0.2:6002");
    assertThat(bye.head().callId()).isEqualTo(invite.head().callId());
    assertThat(bye.head().fromTag()).isEqualTo(invite.head().fromTag());
    bob.answer(bye, 200);
    sip.passMillis(60_000);
    bob.expectNothing();
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void answerToACallThatNobodyKnowsIsNotAnswered() {
    SipRequest invite = sip.ring();
    sip.core.table.remove(sip.core.call().id());
    sip.takeOver();
    bob.answer(invite, 200, "v=0 1002\r\n");
    bob.expectNothing();
  }

  // ---- refused

  /** Found with SIPp: the callee had its ACK, and the caller heard nothing for minutes. */
  @Test
  void refusalThatTheBackupHasNotHeardOfComesAgainToTheNewServer() {
    SipRequest invite = sip.ring();
    sip.core.isDeaf = true;
    bob.answer(invite, 486);
    bob.expectNothing();
    alice.clear();
    sip.failOver();
    alice.expectResponse(180);
    bob.answer(invite, 486);
    alice.ackFailure(alice.expectResponse(486));
    bob.expectRequest("ACK");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void refusalIsAcknowledgedWhenTheBackupKnowsOfTheEnd() {
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    bob.answer(invite, 486);
    alice.expectResponse(486);
    bob.expectNothing();
    sip.core.letGoAll();
    bob.expectRequest("ACK");
    bob.answer(invite, 486);
    bob.expectRequest("ACK");
  }

  @Test
  void refusalAfterACancelIsAcknowledgedWhenTheBackupKnowsOfTheEnd() {
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    alice.cancel();
    bob.expectRequest("CANCEL");
    bob.answer(invite, 487);
    bob.expectNothing();
    sip.core.letGoAll();
    bob.expectRequest("ACK");
  }

  @Test
  void refusalOfACallThatHasEndedIsAcknowledgedByTheNewServer() {
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    bob.answer(invite, 486);
    alice.expectResponse(486);
    sip.takeOver();
    bob.answer(invite, 486);
    SipRequest ack = bob.expectRequest("ACK");
    assertThat(ack.head().via().branch()).isEqualTo(invite.head().via().branch());
    assertThat(ack.uri()).isEqualTo(invite.uri());
    assertThat(ack.head().cseq()).isEqualTo(1);
    alice.expectNothing();
    sip.passMillis(60_000);
    bob.expectNothing();
  }

  // ---- answered

  @Test
  void answerInTheAckReachesTheCalleeThroughTheNewServer() {
    alice.invite("1002", "");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.body().length()).isZero();
    bob.answer(invite, 200, "v=0 offer\r\n");
    alice.expectResponse(200);
    sip.takeOver();
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 offer\r\n");
    alice.ack("v=0 answer\r\n");
    assertThat(bob.expectRequest("ACK").body().sdpText()).isEqualTo("v=0 answer\r\n");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 answer\r\n");
  }

  @Test
  void answeredCallIsHungUpByTheCallerAtTheNewServer() {
    bob.answer(sip.ring(), 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    sip.takeOver();
    alice.expectResponse(200);
    alice.bye();
    bob.expectRequest("ACK");
    bob.expectRequest("BYE");
    alice.expectResponse(200);
    assertThat(sip.core.calls()).isEmpty();
  }
}
