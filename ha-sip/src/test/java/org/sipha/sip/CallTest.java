package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

class CallTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  @Test
  void callIsSetUpAndHungUpByTheCaller() {
    sip.talk();
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);

    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    assertThat(sip.core.calls()).isEmpty();
    assertThat(sip.core.inputs.get(sip.core.inputs.size() - 1))
        .isInstanceOfSatisfying(
            CallEnded.class, end -> assertThat(end.cause()).isEqualTo(EndCause.PARTY));
  }

  @Test
  void callIsHungUpByTheCallee() {
    sip.talk();
    bob.bye();
    alice.answer(alice.expectRequest("BYE"), 200);
    bob.expectResponse(200);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void recordHoldsWhatAnHeirNeeds() {
    sip.talk();
    Call call = sip.core.call();
    assertThat(call.from()).isEqualTo("1001");
    assertThat(call.to()).isEqualTo("1002");
    assertThat(call.multisite()).isFalse();
    assertThat(call.a().localTag()).startsWith(call.id() + "-a-");
    assertThat(call.b().localTag()).startsWith(call.id() + "-b-");
    assertThat(call.b().callId()).startsWith(call.id().toString());
    assertThat(call.a().remoteTarget()).isEqualTo("sip:1001@10.0.0.1:6001");
    assertThat(call.a().peerAddress()).isEqualTo("udp:10.0.0.1:6001");
    assertThat(call.a().destination()).isEqualTo("dn:1001");
    assertThat(call.b().destination()).isEqualTo("dn:1002");
    assertThat(call.b().localCSeq()).isEqualTo(1);
    assertThat(call.a().sdp()).isEqualTo("v=0 1001\r\n");
    assertThat(call.b().sdp()).isEqualTo("v=0 1002\r\n");
    assertThat(call.a().pendingInvite()).isNull();
  }

  @Test
  void sessionDescriptionsAndUnknownHeadersPassThrough() {
    alice.extraHeaders = "X-Account: 17\r\nSupported: path\r\n";
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.body().sdpText()).isEqualTo("v=0 1001\r\n");
    assertThat(invite.maxForwards()).isEqualTo(69);
    assertThat(invite.headers()).anyMatch(h -> h.is("X-Account") && h.value().equals("17"));
    assertThat(invite.headers()).noneMatch(h -> h.is("Supported"));
    bob.answer(invite, 183, "v=0 early\r\n");
    assertThat(alice.expectResponse(183).body().sdpText()).isEqualTo("v=0 early\r\n");
  }

  @Test
  void tryingIsNotSentBefore200Milliseconds() {
    alice.invite("1002");
    bob.expectRequest("INVITE");
    sip.passMillis(199);
    alice.expectNothing();
    sip.passMillis(2);
    alice.expectResponse(100);
  }

  @Test
  void repeatedInviteMakesNoSecondCall() {
    alice.invite("1002");
    bob.expectRequest("INVITE");
    alice.sendAgain();
    bob.expectNothing();
    assertThat(sip.counters.callsCreated.sum()).isEqualTo(1);
    assertThat(sip.counters.retransmissionsReceived.sum()).isEqualTo(1);
  }

  @Test
  void offerInTheAnswerIsAnsweredInTheAck() {
    alice.invite("1002", "");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.body().length()).isZero();
    bob.answer(invite, 200, "v=0 offer\r\n");
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 offer\r\n");
    alice.ack("v=0 answer\r\n");
    assertThat(bob.expectRequest("ACK").body().sdpText()).isEqualTo("v=0 answer\r\n");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 answer\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 offer\r\n");
  }

  @Test
  void callersRouteIsTakenByRequestsToTheCaller() {
    alice.extraHeaders = "Record-Route: <sip:10.0.0.9:6070;lr>\r\nRecord-Route: <sip:10.0.0.8>\r\n";
    SipRequest invite = sip.ring();
    alice.extraHeaders = "";
    bob.answer(invite, 200, "v=0 1002\r\n");
    assertThat(alice.expectResponse(200).head().recordRoutes())
        .containsExactly("<sip:10.0.0.9:6070;lr>", "<sip:10.0.0.8>");
    alice.ack();
    bob.expectRequest("ACK");
    bob.bye();
    SipRequest bye = sip.west.expectRequest("BYE");
    assertThat(bye.uri()).isEqualTo("sip:1001@10.0.0.1:6001");
    assertThat(bye.headers().stream().filter(h -> h.is("Route")).map(Header::value))
        .containsExactly("<sip:10.0.0.9:6070;lr>", "<sip:10.0.0.8>");
  }

  @Test
  void strictRouterGetsItselfAsRequestUri() {
    SipRequest invite = sip.ring();
    bob.extraHeaders = "Record-Route: <sip:10.0.0.9:6070>\r\n";
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    SipRequest ack = sip.west.expectRequest("ACK");
    assertThat(ack.uri()).isEqualTo("sip:10.0.0.9:6070");
    assertThat(ack.header("Route")).contains("<sip:1002@10.0.0.2:6002>");
  }

  @Test
  void busyCalleeIsRelayed() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 486);
    bob.expectRequest("ACK");
    SipResponse busy = alice.expectResponse(486);
    alice.ackFailure(busy);
    sip.passMillis(60_000);
    alice.expectNothing();
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void challengeIsNotRelayed() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 407);
    alice.expectResponse(403);
  }

  @Test
  void silentCalleeIs408() {
    alice.invite("1002");
    sip.passMillis(32_001);
    alice.expectResponse(100);
    alice.expectResponse(408);
  }

  @Test
  void callThatRingsForEverIsGivenUp() {
    SipRequest invite = sip.ring();
    sip.passMillis(182_000);
    alice.expectResponse(408);
    bob.expectRequest("CANCEL");
    bob.answer(invite, 487);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void cancelEndsARingingCall() {
    SipRequest invite = sip.ring();
    alice.cancel();
    alice.expectResponse(200);
    alice.ackFailure(alice.expectResponse(487));
    bob.answer(bob.expectRequest("CANCEL"), 200);
    bob.answer(invite, 487);
    bob.expectRequest("ACK");
    assertThat(sip.core.calls()).isEmpty();
    assertThat(sip.counters.callsAbandoned.sum()).isEqualTo(1);
  }

  @Test
  void cancelWaitsForAProvisionalAnswer() {
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    alice.cancel();
    bob.expectNothing();
    bob.answer(invite, 100);
    bob.expectRequest("CANCEL");
  }

  @Test
  void answerThatCrossesACancelIsHungUp() {
    SipRequest invite = sip.ring();
    alice.cancel();
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.expectResponse(487);
    alice.expectNothing();
    bob.expectRequest("CANCEL");
    bob.expectRequest("ACK");
    bob.answer(bob.expectRequest("BYE"), 200);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void cancelThatCrossesAnAnswerChangesNothing() {
    sip.core.holdsAnswers = false;
    SipRequest invite = sip.ring();
    sip.core.holdsAnswers = true;
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.cancel();
    assertThat(alice.expectResponse(200).head().method()).isEqualTo("CANCEL");
    sip.core.letGoAll();
    assertThat(alice.expectResponse(200).head().method()).isEqualTo("INVITE");
    alice.ack();
    bob.expectRequest("ACK");
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
  }

  @Test
  void secondTelephoneThatAnswersIsHungUp() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    bob.answer(invite, 200, "v=0 other\r\n", "fork");
    assertThat(bob.expectRequest("ACK").head().toTag()).isEqualTo("fork");
    assertThat(bob.expectRequest("BYE").head().toTag()).isEqualTo("fork");
    alice.expectNothing();
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().toTag()).isEqualTo("tag-1002");
  }

  @Test
  void answerIsSentAgainUntilItsAck() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    sip.passMillis(501);
    alice.expectResponse(200);
    sip.passMillis(1_000);
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    sip.passMillis(60_000);
    alice.expectNothing();
  }

  @Test
  void calleesRepeatedAnswerIsAcknowledgedAgain() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 200, "v=0 1002\r\n");
    bob.sendAgain();
    bob.expectNothing();
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    bob.answer(invite, 200, "v=0 1002\r\n");
    bob.expectRequest("ACK");
  }

  @Test
  void callWithoutAckIsEndedByTheServer() {
    SipRequest invite = sip.ring();
    bob.answer(invite, 200, "v=0 1002\r\n");
    sip.passMillis(32_100);
    alice.clear();
    assertThat(sip.core.inputs.get(sip.core.inputs.size() - 1))
        .isInstanceOfSatisfying(
            CallEnded.class, end -> assertThat(end.cause()).isEqualTo(EndCause.SERVER));
    bob.expectRequest("ACK");
    bob.expectRequest("BYE");
  }

  @Test
  void callerThatHangsUpWhileRingingCancels() {
    SipRequest invite = sip.ring();
    alice.bye();
    alice.expectResponse(487);
    alice.expectResponse(200);
    bob.expectRequest("CANCEL");
    bob.answer(invite, 487);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void bothMayHangUpAtOnce() {
    sip.talk();
    alice.bye();
    bob.bye();
    alice.expectResponse(200);
    bob.expectRequest("BYE");
    bob.expectResponse(200);
    alice.expectNothing();
  }

  @Test
  void repeatedByeIsAnsweredAgain() {
    sip.talk();
    alice.bye();
    alice.expectResponse(200);
    alice.sendAgain();
    alice.expectResponse(200);
    bob.expectRequest("BYE");
    bob.expectNothing();
  }

  @Test
  void byeIsSentAgainUntilAnswered() {
    sip.talk();
    alice.bye();
    bob.expectRequest("BYE");
    sip.passMillis(501);
    SipRequest bye = bob.expectRequest("BYE");
    bob.answer(bye, 200);
    sip.passMillis(60_000);
    bob.expectNothing();
  }

  @Test
  void idleCallsAreKeptOnlyInTheDirectory() {
    sip.talk();
    assertThat(sip.engine.agent().liveCalls()).isEqualTo(1);
    sip.passMillis(5_000);
    assertThat(sip.engine.agent().liveCalls()).isZero();
    bob.bye();
    assertThat(alice.expectRequest("BYE").head().cseq()).isEqualTo(1);
    bob.expectResponse(200);
    sip.passMillis(200_000);
    assertThat(sip.engine.agent().liveCalls()).isZero();
    assertThat(sip.engine.transactions()).isZero();
    assertThat(sip.engine.timers().size()).isZero();
  }
}
