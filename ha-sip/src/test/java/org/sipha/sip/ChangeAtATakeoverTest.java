package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipRequest;

/** A request within a call that is in flight at a takeover: docs/calls-at-a-takeover.md. */
class ChangeAtATakeoverTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  /** Alice changes the session, and hears that Bob is being asked. */
  private SipRequest changeIsUnderWay() {
    sip.talk();
    alice.reInvite("v=0 video\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 183);
    alice.expectResponse(183);
    return invite;
  }

  /** Alice holds and has heard that Bob agrees; her ACK is due. */
  private SipRequest holdIsAnswered() {
    alice.reInvite("v=0 hold\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 200, "v=0 held\r\n");
    alice.expectResponse(200);
    return invite;
  }

  private void assertOldSessionStays() {
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 1001\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 1002\r\n");
    assertThat(sip.core.call().a().pendingInvite()).isNull();
    assertThat(sip.core.call().b().pendingInvite()).isNull();
  }

  private void changeWorks(Telephone by, Telephone other) {
    by.reInvite("v=0 again\r\n");
    other.answer(other.expectRequest("INVITE"), 200, "v=0 agreed\r\n");
    by.expectResponse(200);
    by.ack();
    other.expectRequest("ACK");
  }

  @Test
  void provisionalAnswerToAChangeIsRelayedOnlyWhenItsRecordIsSafe() {
    sip.talk();
    alice.reInvite("v=0 video\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    sip.core.holdsAnswers = true;
    bob.answer(invite, 183);
    bob.answer(invite, 180);
    alice.expectNothing();
    sip.core.letGoAll();
    alice.expectResponse(183);
    alice.expectResponse(180);
    bob.answer(invite, 200, "v=0 1002 video\r\n");
    alice.expectNothing();
    sip.core.letGoAll();
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    assertThat(sip.core.call().a().pendingInvite()).isNull();
  }

  @Test
  void changeThatHasHeardAProvisionalAnswerIsRefusedWith500WhenItsAnswerComes() {
    SipRequest invite = changeIsUnderWay();
    sip.takeOver();
    bob.answer(invite, 200, "v=0 1002 video\r\n");
    assertThat(alice.expectResponse(500).header("Retry-After")).contains("1");
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    assertOldSessionStays();
    changeWorks(alice, bob);
  }

  @Test
  void changeByTheCalleeIsRefusedLikewise() {
    sip.talk();
    bob.reInvite("v=0 video\r\n");
    SipRequest invite = alice.expectRequest("INVITE");
    alice.answer(invite, 180);
    bob.expectResponse(180);
    sip.takeOver();
    alice.answer(invite, 488);
    bob.ackFailure(bob.expectResponse(500));
    assertThat(alice.expectRequest("ACK").head().via().branch())
        .isEqualTo(invite.head().via().branch());
    assertOldSessionStays();
    sip.passMillis(60_000);
    bob.expectNothing();
    changeWorks(bob, alice);
  }

  @Test
  void changeIsCancelledAtTheNewServer() {
    changeIsUnderWay();
    sip.takeOver();
    alice.cancel();
    alice.expectResponse(500);
    alice.expectResponse(200);
    assertOldSessionStays();
  }

  @Test
  void anyRequestOfTheCallEndsAnInheritedChange() {
    changeIsUnderWay();
    sip.takeOver();
    bob.request("INFO", "");
    alice.expectResponse(500);
    alice.expectRequest("INFO");
    assertOldSessionStays();
  }

  /** Found with SIPp: the caller heard 200 and then 500, and the parties disagreed. */
  @Test
  void changeThatWasAgreedUponIsNotRefusedByTheNewServer() {
    SipRequest invite = changeIsUnderWay();
    bob.answer(invite, 200, "v=0 1002 video\r\n");
    alice.expectResponse(200);
    sip.takeOver();
    bob.answer(invite, 200, "v=0 1002 video\r\n");
    bob.expectNothing();
    sip.passMillis(1);
    assertThat(alice.expectResponse(200).body().sdpText()).isEqualTo("v=0 1002 video\r\n");
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 video\r\n");
    assertThat(sip.core.call().b().sdp()).isEqualTo("v=0 1002 video\r\n");
    assertThat(sip.core.call().a().pendingInvite()).isNull();
    assertThat(sip.core.call().b().pendingInvite()).isNull();
    changeWorks(bob, alice);
  }

  @Test
  void changeThatNobodyHasHeardToBeAgreedUponIsRefused() {
    SipRequest invite = changeIsUnderWay();
    sip.core.isDeaf = true;
    bob.answer(invite, 200, "v=0 1002 video\r\n");
    alice.expectNothing(); // it waited for the record
    sip.takeOver();
    bob.answer(invite, 200, "v=0 1002 video\r\n");
    alice.ackFailure(alice.expectResponse(500));
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    assertOldSessionStays();
  }

  /** Found with SIPp: it was dropped, and the BYE that followed met a callee without its ACK. */
  @Test
  void ackOfAChangeThatTheNewServerGetsIsRelayed() {
    sip.talk();
    alice.reInvite("");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.answer(invite, 200, "v=0 offer\r\n");
    alice.expectResponse(200);
    sip.takeOver();
    alice.ack("v=0 answer\r\n");
    SipRequest ack = bob.expectRequest("ACK");
    assertThat(ack.head().cseq()).isEqualTo(invite.head().cseq());
    assertThat(ack.body().sdpText()).isEqualTo("v=0 answer\r\n");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 answer\r\n");
    sip.passMillis(60_000);
    alice.expectNothing();
    bob.expectNothing();
    changeWorks(bob, alice);
  }

  /**
   * Found with SIPp: the server had stopped reading for a switchover, and the next one heard 500.
   */
  @Test
  void nextChangeOfAPartyWhoseAckGotLostIsRelayed() {
    sip.talk();
    SipRequest invite = holdIsAnswered();
    sip.takeOver();
    alice.reInvite("v=0 resume\r\n");
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    SipRequest next = bob.expectRequest("INVITE");
    bob.answer(next, 200, "v=0 resumed\r\n");
    alice.expectResponse(200);
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(next.head().cseq());
    sip.passMillis(60_000);
    alice.expectNothing();
    bob.expectNothing();
  }

  @Test
  void nextChangeAcknowledgesTheOneBeforeAtTheSameServerToo() {
    sip.talk();
    holdIsAnswered();
    alice.reInvite("v=0 resume\r\n");
    bob.expectRequest("ACK");
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 resumed\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
  }

  @Test
  void callInWhichAnAnsweredChangeIsInheritedIsHungUpByEitherParty() {
    for (boolean byCaller : new boolean[] {true, false}) {
      sip.talk();
      SipRequest invite = holdIsAnswered();
      sip.takeOver();
      Telephone party = byCaller ? alice : bob;
      Telephone other = byCaller ? bob : alice;
      party.bye();
      if (byCaller) {
        bob.expectRequest("ACK");
      }
      other.answer(other.expectRequest("BYE"), 200);
      party.expectResponse(200);
      sip.passMillis(60_000);
      alice.expectNothing();
      bob.expectNothing();
      assertThat(sip.core.calls()).isEmpty();
    }
  }

  @Test
  void changeWithoutProvisionalAnswerComesAgainByItself() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    bob.expectRequest("INVITE");
    sip.takeOver();
    alice.sendAgain();
    bob.answer(bob.expectRequest("INVITE"), 200, "v=0 held\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 hold\r\n");
  }

  @Test
  void ackOfAChangeInFlightIsGivenByTheNewServer() {
    sip.talk();
    SipRequest invite = holdIsAnswered();
    sip.takeOver();
    bob.answer(invite, 200, "v=0 held\r\n");
    sip.passMillis(1);
    alice.expectResponse(200);
    alice.ack();
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    bob.answer(invite, 200, "v=0 held\r\n");
    assertThat(bob.expectRequest("ACK").head().cseq()).isEqualTo(invite.head().cseq());
    alice.expectNothing();
    assertThat(sip.core.call().a().sdp()).isEqualTo("v=0 hold\r\n");
  }

  @Test
  void refusedChangeLeavesNoRecordOfItself() {
    SipRequest invite = changeIsUnderWay();
    bob.answer(invite, 488);
    bob.expectRequest("ACK");
    alice.ackFailure(alice.expectResponse(488));
    assertOldSessionStays();
    sip.takeOver();
    alice.bye();
    bob.expectRequest("BYE");
    alice.expectResponse(200);
  }

  @Test
  void infoInFlightIsRelayedAgainByTheNewServer() {
    sip.talk();
    alice.request("INFO", "");
    SipRequest lost = bob.expectRequest("INFO");
    sip.takeOver();
    bob.answer(lost, 200);
    alice.expectNothing();
    alice.sendAgain();
    bob.answer(bob.expectRequest("INFO"), 200);
    alice.expectResponse(200);
  }
}
