package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.sip.message.SipRequest;

@SuppressWarnings("StringConcatToTextBlock") // lines of SIP end with CRLF
class WithinACallTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  @Test
  void callerPutsTheCallOnHold() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.body().sdpText()).isEqualTo("v=0 hold\r\n");
    assertThat(invite.head().cseq()).isEqualTo(2);
    bob.answer(invite, 200, "v=0 held\r\n");
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 held\r\n");
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(2);
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 hold\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 held\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a=sendonly", "a=inactive", "c=IN IP4 0.0.0.0", "m=audio 0 RTP/AVP 0"})
  void everyFormOfHoldAndItsResumptionReachTheOtherParty(String form) {
    sip.talk();
    for (String sdp : List.of("v=0\r\n" + form + "\r\n", "v=0\r\na=sendrecv\r\n")) {
      alice.reInvite(sdp);
      SipRequest invite = bob.expectRequest("INVITE");
      assertThat(invite.body().sdpText()).isEqualTo(sdp);
      bob.answer(invite, 200, "v=0 held\r\n");
      alice.expectResponse(200);
      alice.ack();
      bob.expectRequest("ACK");
      assertThat(sip.core.call().a().sdp()).isEqualTo(sdp);
    }
  }

  @Test
  void holdAtTheOldServerIsResumedAtTheNewOne() {
    sip.talk();
    bob.reInvite("v=0 sendonly\r\n");
    alice.answer(alice.expectRequest("INVITE"), 200, "v=0 recvonly\r\n");
    bob.expectResponse(200);
    bob.ack();
    alice.expectRequest("ACK");
    sip.takeOver();
    bob.reInvite("v=0 sendrecv\r\n");
    alice.answer(alice.expectRequest("INVITE"), 200, "v=0 sendrecv\r\n");
    bob.expectResponse(200);
    bob.ack();
    alice.expectRequest("ACK");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 sendrecv\r\n");
  }

  @Test
  void calleePutsTheCallOnHold() {
    sip.talk();
    bob.reInvite("v=0 hold\r\n");
    SipRequest invite = alice.expectRequest("INVITE");
    alice.answer(invite, 100);
    alice.answer(invite, 200, "v=0 held\r\n");
    bob.expectResponse(200);
    bob.ack();
    alice.expectRequest("ACK");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 hold\r\n");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 held\r\n");
  }

  @Test
  void offerInTheAnswerIsAnsweredInTheAck() {
    sip.talk();
    alice.reInvite("");
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 offer\r\n");
    alice.expectResponse(200);
    alice.ack("v=0 answer\r\n");
    assertThat(bob.expectRequest("ACK").body().sdpText()).isEqualTo("v=0 answer\r\n");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 answer\r\n");
  }

  @Test
  void crossingInvitesAreRefusedWith491() {
    sip.talk();
    alice.reInvite("v=0 a\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.reInvite("v=0 b\r\n");
    bob.ackFailure(bob.expectResponse(491));
    bob.answer(invite, 491);
    bob.expectRequest("ACK");
    alice.ackFailure(alice.expectResponse(491));
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void secondInviteOfTheSamePartyIs500() {
    sip.talk();
    alice.reInvite("v=0 a\r\n");
    alice.reInvite("v=0 b\r\n");
    alice.expectResponse(500);
  }

  @Test
  void refusedHoldLeavesTheCall() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    bob.answer(bob.expectRequest("INVITE"), 488);
    bob.expectRequest("ACK");
    alice.ackFailure(alice.expectResponse(488));
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 1001\r\n");
  }

  @Test
  void partyThatKnowsNoSuchCallEndsIt() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    bob.answer(bob.expectRequest("INVITE"), 481);
    alice.expectResponse(481);
    alice.expectRequest("BYE");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void hangingUpEndsARunningInvite() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.bye();
    alice.expectResponse(487);
    alice.expectRequest("BYE");
    bob.expectResponse(200);
    bob.answer(invite, 487);
    bob.expectRequest("ACK");
    sip.passMillis(60_000);
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void cancelOfAHoldIsRelayed() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 100);
    alice.cancel();
    alice.expectResponse(200);
    bob.answer(bob.expectRequest("CANCEL"), 200);
    bob.answer(invite, 487);
    alice.expectResponse(487);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void telephoneMayMove() {
    sip.talk();
    alice.extraHeaders = "";
    bob.raw(
        "INVITE sip:10.0.0.50:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:6002;branch=z9hG4bKmove\r\n"
            + "From: <sip:1002@10.0.0.2:6002>;tag=tag-1002\r\nTo: <sip:1001@10.0.0.1:6001>;tag="
            + sip.core.call().b().localTag()
            + "\r\nCall-ID: "
            + sip.core.call().b().callId()
            + "\r\nCSeq: 7 INVITE\r\nContact: <sip:new@10.0.0.9:6070>\r\n\r\n");
    alice.answer(alice.expectRequest("INVITE"), 200, "v=0\r\n");
    assertThat(sip.core.call().b().remoteTarget()).isEqualTo("sip:new@10.0.0.9:6070");
    bob.expectResponse(200);
    sip.passMillis(10_000);
    alice.clear();
    alice.bye();
    sip.west.expectRequest("BYE");
  }

  @Test
  void routeStaysWhenTheSessionChanges() {
    SipRequest invite = sip.ring();
    bob.extraHeaders = "Record-Route: <sip:10.0.0.9:6070;lr>\r\n";
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    assertThat(sip.west.expectRequest("ACK").uri()).isEqualTo("sip:1002@10.0.0.2:6002");
    alice.reInvite("v=0 hold\r\n");
    SipRequest hold = sip.west.expectRequest("INVITE");
    assertThat(hold.headers())
        .anyMatch(h -> h.is("Route") && h.value().equals("<sip:10.0.0.9:6070;lr>"));
    sip.west.answer(hold, 200, "v=0 held\r\n", "tag-1002");
    alice.expectResponse(200);
    alice.ack();
    sip.west.expectRequest("ACK");
    assertThat(sip.core.call().b().routeSet()).containsExactly("<sip:10.0.0.9:6070;lr>");
    bob.expectNothing();
  }

  @Test
  void infoAndUpdateAreRelayed() {
    sip.talk();
    alice.request("INFO", "");
    bob.answer(bob.expectRequest("INFO"), 200);
    alice.expectResponse(200);
    bob.request("UPDATE", "v=0 update\r\n");
    alice.answer(alice.expectRequest("UPDATE"), 200, "v=0 updated\r\n");
    bob.expectResponse(200);
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 updated\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 update\r\n");
  }

  @Test
  void optionsAreAnsweredInsideAndOutside() {
    sip.talk();
    alice.request("OPTIONS", "");
    assertThat(alice.expectResponse(200).headers()).anyMatch(h -> h.is("Allow"));
    bob.expectNothing();
    sip.stranger.invite("1002");
    sip.stranger.clear();
    sip.stranger.request("OPTIONS", "");
    assertThat(sip.stranger.expectResponse(200).headers()).anyMatch(h -> h.is("Allow"));
  }

  @Test
  void unknownMethodIs405() {
    sip.talk();
    alice.request("DANCE", "");
    alice.expectResponse(405);
    sip.stranger.invite("1002");
    sip.stranger.clear();
    sip.stranger.request("SUBSCRIBE", "");
    sip.stranger.expectResponse(405);
  }

  @Test
  void eachRequestIsOneHopNearerToItsEndOnTheOtherLeg() {
    sip.talk();
    alice.maxForwards = 7;
    alice.request("INFO", "");
    assertThat(bob.expectRequest("INFO").maxForwards()).isEqualTo(6);
    alice.reInvite("v=0 hold\r\n");
    assertThat(bob.expectRequest("INVITE").maxForwards()).isEqualTo(6);
  }

  @Test
  void exhaustedMaxForwardsIs483ButHangingUpGoesOn() {
    sip.talk();
    alice.maxForwards = 0;
    alice.request("INFO", "");
    alice.expectResponse(483);
    bob.expectNothing();
    alice.bye();
    bob.expectRequest("BYE");
    alice.expectResponse(200);
  }

  @Test
  void crossingInviteOfTheOtherPartySucceedsWhenItIsTriedAgain() {
    sip.talk();
    bob.reInvite("v=0 b\r\n");
    SipRequest invite = alice.expectRequest("INVITE");
    alice.reInvite("v=0 a\r\n");
    alice.ackFailure(alice.expectResponse(491));
    alice.answer(invite, 200, "v=0 for b\r\n");
    bob.expectResponse(200);
    bob.ack();
    alice.expectRequest("ACK");
    alice.reInvite("v=0 a\r\n");
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 for a\r\n");
    alice.expectResponse(200);
  }

  @Test
  void messageNotifyAndReferAreRelayedWithTheirBodiesAndAnswers() {
    sip.talk();
    for (String method : List.of("MESSAGE", "INFO", "NOTIFY", "REFER")) {
      String headers =
          "Event: refer\r\nSubscription-State: active\r\nRefer-To: <sip:1@10.0.0.50>\r\n";
      bob.extraHeaders = headers;
      bob.request(method, "v=0 something\r\n");
      bob.extraHeaders = "";
      SipRequest relayed = alice.expectRequest(method);
      assertThat(relayed.body().length()).isEqualTo(15);
      alice.answer(relayed, 403);
      bob.expectResponse(403);
    }
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 1002\r\n");
  }

  @Test
  void challengeWithinACallIsNotRelayed() {
    sip.talk();
    alice.request("INFO", "");
    bob.answer(bob.expectRequest("INFO"), 401);
    alice.expectResponse(403);
  }

  @Test
  void requestsWithinNoCallAre481() {
    for (String method : List.of("INFO", "UPDATE", "PRACK", "REFER", "NOTIFY")) {
      alice.raw(
          method
              + " sip:10.0.0.50 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK"
              + method
              + "\r\nFrom: <sip:1001@a>;tag=x\r\nTo: <sip:1002@a>\r\nCall-ID: c\r\nCSeq: 1 "
              + method
              + "\r\nEvent: refer\r\nRefer-To: <sip:1@b>\r\nContact: <sip:1001@10.0.0.1>\r\n"
              + "Subscription-State: active\r\nRAck: 1 1 INVITE\r\n\r\n");
      alice.expectResponse(481);
    }
  }

  @Test
  void unknownExtensionWithinACallIs420() {
    sip.talk();
    alice.extraHeaders = "Require: teleport\r\n";
    alice.request("INFO", "");
    assertThat(alice.expectResponse(420).header("Unsupported")).contains("teleport");
    bob.expectNothing();
  }

  @Test
  void requestOfAnotherDialogIs481() {
    sip.talk();
    String text =
        "BYE sip:10.0.0.50:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bKx\r\n"
            + "From: <sip:1001@10.0.0.1:6001>;tag=FROM\r\nTo: <sip:1002@10.0.0.50:5060>;tag=TO\r\n"
            + "Call-ID: CALL\r\nCSeq: 900 BYE\r\n\r\n";
    String tag = sip.core.call().a().localTag();
    String callId = sip.core.call().a().callId();
    alice.raw(text.replace("FROM", "wrong").replace("TO", tag).replace("CALL", callId));
    alice.expectResponse(481);
    alice.raw(
        text.replace("z9hG4bKx", "z9hG4bKy")
            .replace("FROM", "tag-1001")
            .replace("TO", tag)
            .replace("CALL", "other"));
    alice.expectResponse(481);
    alice.raw(
        text.replace("z9hG4bKx", "z9hG4bKz")
            .replace("FROM", "tag-1001")
            .replace("TO", "0000000000000000-a-00000000")
            .replace("CALL", callId));
    alice.expectResponse(481);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void requestOutOfOrderIs500() {
    sip.talk();
    alice.raw(
        "INFO sip:10.0.0.50:5060 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bKold\r\n"
            + "From: <sip:1001@10.0.0.1:6001>;tag=tag-1001\r\nTo: <sip:1002@10.0.0.50:5060>;tag="
            + sip.core.call().a().localTag()
            + "\r\nCall-ID: "
            + sip.core.call().a().callId()
            + "\r\nCSeq: 1 INFO\r\n\r\n");
    alice.expectResponse(500);
  }

  @Test
  void manyRequestsReplicateTheirNumbersInTime() {
    sip.talk();
    for (int i = 0; i < 600; i++) {
      alice.request("INFO", "");
      bob.answer(bob.expectRequest("INFO"), 200);
      alice.expectResponse(200);
    }
    assertThat(sip.core.call().b().localCSeq()).isGreaterThanOrEqualTo(501);
  }
}
