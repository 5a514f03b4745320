package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.SipRequest;

/** A DN that answers by a redirection (RFC 3261 8.1.3.4). */
class RedirectionTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;
  private final Telephone carol = sip.carol;
  private final Telephone west = sip.west;

  private static void redirects(Telephone telephone, SipRequest invite, String contacts) {
    telephone.extraHeaders = "Contact: " + contacts + "\r\n";
    telephone.answer(invite, 302);
    telephone.extraHeaders = "";
    telephone.expectRequest("ACK");
  }

  @Test
  void redirectedCallIsAnsweredElsewhere() {
    SipRequest invite = sip.ring();
    redirects(bob, invite, "<sip:1003@anywhere.example>");
    SipRequest second = carol.expectRequest("INVITE");
    assertThat(second.body().sdpText()).isEqualTo("v=0 1001\r\n");
    assertThat(second.maxForwards()).isEqualTo(69);
    carol.answer(second, 180);
    alice.expectResponse(180);
    answeredByCarol(second);
    bob.expectNothing();
  }

  @Test
  void callRedirectedToATrunkIsACallOnThatTrunk() {
    alice.invite("1002");
    redirects(bob, bob.expectRequest("INVITE"), "sip:9555@10.0.0.50");
    west.answer(west.expectRequest("INVITE"), 180);
    alice.expectResponse(180);
    assertThat(sip.core.call().multisite()).isTrue();
    assertThat(sip.engine.agent().callsOn("west")).isEqualTo(1);
  }

  @Test
  void contactsAreTriedInTheOrderOfQ() {
    alice.invite("1002");
    redirects(
        bob,
        bob.expectRequest("INVITE"),
        "<sip:9777@a>;q=0.2, \"x, y\" <sip:1003@b;a=1>;q=0.7,<tel:110>;q=1.0");
    carol.answer(carol.expectRequest("INVITE"), 486);
    carol.expectRequest("ACK");
    west.answer(west.expectRequest("INVITE"), 200, "v=0 west\r\n");
    alice.expectResponse(200);
    assertThat(sip.core.state()).contains(CallState.ANSWERED);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void refusalOfTheLastContactReachesTheCaller() {
    alice.invite("1002");
    redirects(bob, bob.expectRequest("INVITE"), "<sip:1003@b>");
    carol.answer(carol.expectRequest("INVITE"), 486);
    alice.ackFailure(alice.expectResponse(486));
    assertThat(sip.core.calls()).isEmpty();
    sip.passMillis(60_000);
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void declineByAllEndsTheSearch() {
    alice.invite("1002");
    redirects(bob, bob.expectRequest("INVITE"), "<sip:1003@b>, <sip:91@b>");
    carol.answer(carol.expectRequest("INVITE"), 603);
    alice.expectResponse(603);
    west.expectNothing();
  }

  @Test
  void redirectionInACircleEnds() {
    alice.invite("1002");
    redirects(bob, bob.expectRequest("INVITE"), "<sip:1003@b>");
    redirects(carol, carol.expectRequest("INVITE"), "<sip:1002@b>");
    alice.expectResponse(480);
    bob.expectNothing();
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void noMoreThanFiveNumbersAreTried() {
    alice.invite("1002");
    redirects(
        bob,
        bob.expectRequest("INVITE"),
        "<sip:91@b>, <sip:92@b>, <sip:93@b>, <sip:94@b>, <sip:95@b>, <sip:96@b>");
    SipRequest invite = west.expectRequest("INVITE");
    for (int i = 0; i < 3; i++) {
      west.answer(invite, 486);
      invite = west.expectRequest("INVITE");
      west.expectRequest("ACK");
    }
    west.answer(invite, 486);
    west.expectRequest("ACK");
    west.expectNothing();
    alice.expectResponse(486);
  }

  @Test
  void redirectionToNowhereMeansThatTheCallCannotBeCompleted() {
    SipRequest invite = sip.ring();
    redirects(bob, invite, "<sip:5555@b>, <mailto:bob@b>");
    alice.expectResponse(480);
  }

  /** Found with SIPp: it was dropped, and the caller waited for 32 s. */
  @Test
  void redirectionWhoseContactCannotBeReadIsOneToNowhere() {
    SipRequest invite = sip.ring();
    redirects(bob, invite, "<sip:1003@>");
    alice.expectResponse(480);
  }

  @Test
  void answerWhoseContactCannotBeReadCounts() {
    SipRequest invite = sip.ring();
    bob.answerFrom("sip:1002@", invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    assertThat(bob.expectRequest("ACK").uri()).isEqualTo("sip:1002@10.0.0.2:6002");
  }

  @Test
  void redirectionByATrunkIsNotFollowed() {
    alice.invite("9555");
    redirects(west, west.expectRequest("INVITE"), "<sip:1003@b>");
    alice.expectResponse(480);
    carol.expectNothing();
  }

  @Test
  void callerMayCancelAtAnyNumber() {
    SipRequest invite = redirectedAndRinging();
    alice.cancel();
    alice.expectResponse(200);
    alice.expectResponse(487);
    carol.expectRequest("CANCEL");
    carol.answer(invite, 487);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void redirectedCallIsAnsweredAtTheNewServer() {
    SipRequest invite = redirectedAndRinging();
    sip.takeOver();
    alice.expectResponse(180);
    carol.answer(invite, 200, "v=0 carol\r\n");
    alice.expectResponse(200);
    alice.ack();
    carol.expectRequest("ACK");
  }

  /** Found with SIPp: the caller heard 480. */
  @Test
  void redirectionIsFollowedByTheNewServer() {
    alice.extraHeaders = "X-Account: 17\r\n";
    alice.invite("1002");
    alice.extraHeaders = "";
    bob.expectRequest("INVITE");
    sip.failOver();
    redirects(bob, bob.expectRequest("INVITE"), "<sip:1003@b>");
    SipRequest second = carol.expectRequest("INVITE");
    assertThat(second.body().sdpText()).isEqualTo("v=0 1001\r\n");
    assertThat(second.header("X-Account")).contains("17");
    assertThat(second.maxForwards()).isEqualTo(69);
    answeredByCarol(second);
  }

  @Test
  void redirectionAfterItRangIsFollowedByTheNewServer() {
    SipRequest invite = sip.ring();
    sip.failOver();
    alice.expectResponse(180);
    redirects(bob, invite, "<sip:1003@b>");
    answeredByCarol(carol.expectRequest("INVITE"));
  }

  @Test
  void redirectionThatTheBackupHasNotHeardOfComesAgainToTheNewServer() {
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    sip.core.isDeaf = true;
    bob.extraHeaders = "Contact: <sip:1003@b>\r\n";
    bob.answer(invite, 302);
    bob.extraHeaders = "";
    bob.expectNothing();
    carol.expectRequest("INVITE"); // of a call that nobody knows of any more
    sip.failOver();
    redirects(bob, bob.expectRequest("INVITE"), "<sip:1003@b>");
    answeredByCarol(carol.expectRequest("INVITE"));
  }

  /** The record of the end takes its time: the new call is known before. */
  @Test
  void callThatHasBeenRedirectedEndsWhereOnlyTheNextOneIsKnown() {
    SipRequest invite = sip.ring();
    sip.records.isSlow = true;
    bob.extraHeaders = "Contact: <sip:1003@b>\r\n";
    bob.answer(invite, 302);
    bob.extraHeaders = "";
    bob.expectNothing();
    SipRequest second = carol.expectRequest("INVITE");
    assertThat(sip.core.calls()).hasSize(2);
    sip.records.isSlow = false;
    sip.failOver();
    assertThat(sip.core.calls()).hasSize(1);
    alice.expectResponse(180);
    assertThat(carol.expectRequest("INVITE").head().callId()).isEqualTo(second.head().callId());
    bob.answer(invite, 302);
    bob.expectRequest("ACK");
    bob.expectNothing();
    answeredByCarol(second);
  }

  private void answeredByCarol(SipRequest invite) {
    carol.answer(invite, 200, "v=0 carol\r\n");
    alice.expectResponse(200);
    alice.ack();
    carol.expectRequest("ACK");
    assertThat(sip.core.calls()).hasSize(1);
    assertThat(sip.core.call().to()).isEqualTo("1003");
    alice.bye();
    carol.expectRequest("BYE");
    alice.expectResponse(200);
  }

  /** Alice calls Bob, who names Carol, where it rings. */
  private SipRequest redirectedAndRinging() {
    alice.invite("1002");
    redirects(bob, bob.expectRequest("INVITE"), "<sip:1003@b>");
    SipRequest invite = carol.expectRequest("INVITE");
    carol.answer(invite, 180);
    alice.expectResponse(180);
    return invite;
  }
}
