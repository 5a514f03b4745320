package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** RFC 3262: provisional answers that arrive for certain. */
class ReliableProvisionalTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  @BeforeEach
  void aliceSupports100rel() {
    alice.extraHeaders = "Supported: timer, 100rel\r\nAllow: INVITE, PRACK, DANCE\r\n";
  }

  private SipRequest invite() {
    alice.invite("1002");
    return bob.expectRequest("INVITE");
  }

  private void progress(SipRequest invite, int rseq, String sdp) {
    bob.extraHeaders = "Require: 100rel\r\nRSeq: " + rseq + "\r\n";
    bob.answer(invite, 183, sdp);
    bob.extraHeaders = "";
  }

  private void prack(int rseq, String sdp) {
    alice.extraHeaders = "RAck: " + rseq + " " + alice.inviteCSeq() + " INVITE\r\n";
    alice.request("PRACK", sdp);
    alice.extraHeaders = "";
  }

  private SipRequest relayedPrack(String rack) {
    SipRequest prack = bob.expectRequest("PRACK");
    assertThat(prack.header("RAck")).contains(rack);
    return prack;
  }

  private void prackedProgress(SipRequest invite, int rseq, String sdp) {
    progress(invite, rseq, sdp);
    alice.expectResponse(183);
    prack(rseq, "");
    bob.answer(relayedPrack(rseq + " 1 INVITE"), 200);
    alice.expectResponse(200);
  }

  @Test
  void partiesHearWhatTheOtherSupportsAndAllows() {
    SipRequest invite = invite();
    assertThat(invite.header("Supported")).contains("100rel");
    assertThat(invite.header("Allow")).contains("INVITE, PRACK");
    bob.extraHeaders = "Supported: replaces\r\n";
    bob.answer(invite, 200, "v=0 1002\r\n");
    SipResponse ok = alice.expectResponse(200);
    assertThat(ok.header("Supported")).contains("replaces");
    assertThat(ok.header("Allow")).isEmpty();
  }

  @Test
  void requirementOfTheCallerReachesTheCallee() {
    alice.extraHeaders = "Require: 100rel\r\n";
    SipRequest invite = invite();
    assertThat(invite.header("Require")).contains("100rel");
    bob.extraHeaders = "Unsupported: 100rel\r\n";
    bob.answer(invite, 420);
    assertThat(alice.expectResponse(420).header("Unsupported")).contains("100rel");
  }

  @Test
  void reliableAnswerAndItsPrackGoEndToEnd() {
    SipRequest invite = invite();
    progress(invite, 17, "v=0 early\r\n");
    SipResponse progress = alice.expectResponse(183);
    assertThat(progress.header("RSeq")).contains("17");
    assertThat(progress.header("Require")).contains("100rel");
    assertThat(progress.body().sdpText()).isEqualTo("v=0 early\r\n");
    prack(17, "");
    SipRequest prack = relayedPrack("17 1 INVITE");
    assertThat(prack.head().cseq()).isEqualTo(2);
    bob.answer(prack, 200);
    assertThat(alice.expectResponse(200).head().method()).isEqualTo("PRACK");
    bob.answer(invite, 200);
    alice.expectResponse(200);
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(1);
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
  }

  @Test
  void severalReliableAnswersAreAcknowledgedEach() {
    SipRequest invite = invite();
    prackedProgress(invite, 1, "v=0 ringback\r\n");
    prackedProgress(invite, 2, "");
    prackedProgress(invite, 3, "");
    assertThat(sip.core.call().b().localCSeq()).isLessThan(5);
  }

  @Test
  void repeatedReliableAnswerIsPassedOnUntilItsPrackAndAbsorbedAfterwards() {
    SipRequest invite = invite();
    progress(invite, 1, "");
    alice.expectResponse(183);
    bob.sendAgain();
    alice.expectResponse(183);
    prack(1, "");
    bob.expectRequest("PRACK");
    progress(invite, 1, "");
    alice.expectNothing();
    progress(invite, 2, "");
    alice.expectResponse(183);
  }

  @Test
  void changingEarlyMediaReachesTheCallerAndTheRecord() {
    SipRequest invite = invite();
    bob.answer(invite, 180);
    alice.expectResponse(180);
    bob.answer(invite, 183, "v=0 ringback\r\n");
    assertThat(alice.expectResponse(183).body().sdpText()).isEqualTo("v=0 ringback\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 ringback\r\n");
    bob.answer(invite, 183, "v=0 announcement\r\n");
    assertThat(alice.expectResponse(183).body().sdpText()).isEqualTo("v=0 announcement\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 announcement\r\n");
  }

  @Test
  void offerInThePrackIsAnsweredInItsAnswer() {
    SipRequest invite = invite();
    progress(invite, 1, "v=0 early\r\n");
    alice.expectResponse(183);
    prack(1, "v=0 second offer\r\n");
    SipRequest prack = bob.expectRequest("PRACK");
    assertThat(prack.body().sdpText()).isEqualTo("v=0 second offer\r\n");
    bob.answer(prack, 200, "v=0 second answer\r\n");
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 second answer\r\n");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 second offer\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 second answer\r\n");
  }

  @Test
  void prackThatNamesNoInviteIs481AndOneWithoutRAckIs400() {
    SipRequest invite = invite();
    progress(invite, 1, "");
    alice.expectResponse(183);
    alice.extraHeaders = "RAck: 1 4711 INVITE\r\n";
    alice.request("PRACK", "");
    alice.expectResponse(481);
    alice.extraHeaders = "";
    alice.request("PRACK", "");
    alice.expectResponse(400);
    bob.extraHeaders = "RAck: 1 1 INVITE\r\n";
    bob.request("PRACK", "");
    bob.expectResponse(481);
    bob.expectNothing();
  }

  @Test
  void prackThatComesAfterTheAckIsRelayed() {
    SipRequest invite = invite();
    progress(invite, 1, "");
    alice.expectResponse(183);
    answered(invite);
    prack(1, "");
    bob.answer(relayedPrack("1 1 INVITE"), 200);
    alice.expectResponse(200);
  }

  @Test
  void partiesUpdateTheSessionWhileItRings() {
    SipRequest invite = invite();
    prackedProgress(invite, 1, "v=0 early\r\n");
    alice.request("UPDATE", "v=0 update\r\n");
    bob.answer(bob.expectRequest("UPDATE"), 200, "v=0 updated\r\n");
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 updated\r\n");
    bob.request("UPDATE", "v=0 of bob\r\n");
    alice.answer(alice.expectRequest("UPDATE"), 200, "v=0 of alice\r\n");
    bob.expectResponse(200);
    assertThat(sip.core.state()).contains(CallState.EARLY);
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 of alice\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 of bob\r\n");
  }

  @Test
  void crossingUpdatesAreRefusedByTheParties() {
    sip.talk();
    alice.request("UPDATE", "v=0 a\r\n");
    SipRequest atBob = bob.expectRequest("UPDATE");
    bob.request("UPDATE", "v=0 b\r\n");
    SipRequest atAlice = alice.expectRequest("UPDATE");
    bob.answer(atBob, 491);
    alice.expectResponse(491);
    alice.extraHeaders = "Retry-After: 3\r\n";
    alice.answer(atAlice, 500);
    assertThat(bob.expectResponse(500).header("Retry-After")).contains("3");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 1001\r\n");
  }

  // ---- takeover

  @Test
  void reliableAnswerThatNobodyAcknowledgedReachesTheCallerThroughTheNewServer() {
    SipRequest invite = invite();
    sip.core.holdsAnswers = true;
    progress(invite, 9, "v=0 early\r\n");
    alice.expectNothing();
    sip.takeOver();
    bob.sendAgain();
    alice.expectResponse(100);
    assertThat(alice.expectResponse(183).header("RSeq")).contains("9");
    prack(9, "");
    SipRequest prack = relayedPrack("9 1 INVITE");
    assertThat(prack.head().cseq()).isEqualTo(1_002);
    bob.answer(prack, 200);
    alice.expectResponse(200);
    bob.answer(invite, 200);
    alice.expectResponse(200);
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(1);
  }

  @Test
  void prackInFlightIsRelayedAgainByTheNewServer() {
    SipRequest invite = invite();
    progress(invite, 9, "v=0 early\r\n");
    alice.expectResponse(183);
    prack(9, "");
    SipRequest lost = relayedPrack("9 1 INVITE");
    sip.takeOver();
    alice.expectResponse(100);
    bob.answer(lost, 200);
    alice.expectNothing();
    alice.sendAgain();
    bob.answer(relayedPrack("9 1 INVITE"), 481);
    assertThat(alice.expectResponse(200).head().method()).isEqualTo("PRACK");
    bob.answer(invite, 200);
    alice.expectResponse(200);
  }

  @Test
  void prackOfAnAnsweredInviteHarmsNoInheritedCall() {
    SipRequest invite = invite();
    progress(invite, 9, "");
    alice.expectResponse(183);
    answered(invite);
    sip.takeOver();
    prack(9, "");
    assertThat(alice.expectResponse(200).head().method()).isEqualTo("PRACK");
    bob.expectNothing();
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
  }

  @Test
  void updateInFlightIsRelayedAgainByTheNewServer() {
    sip.talk();
    alice.request("UPDATE", "v=0 update\r\n");
    SipRequest lost = bob.expectRequest("UPDATE");
    sip.takeOver();
    bob.answer(lost, 200, "v=0 updated\r\n");
    alice.sendAgain();
    bob.answer(bob.expectRequest("UPDATE"), 200, "v=0 updated\r\n");
    alice.expectResponse(200);
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 update\r\n");
  }

  private void answered(SipRequest invite) {
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.extraHeaders = "";
    alice.ack();
    bob.expectRequest("ACK");
  }
}
