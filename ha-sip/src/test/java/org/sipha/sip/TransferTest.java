package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.sip.message.SipRequest;

/** Blind and attended transfer: REFER (RFC 3515) and Replaces (RFC 3891). */
class TransferTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;
  private final Telephone west = sip.west;

  private void refer(Telephone by, String referTo) {
    by.extraHeaders = "Refer-To: " + referTo + "\r\nReferred-By: <sip:alice@test>\r\n";
    by.request("REFER", "");
    by.extraHeaders = "";
  }

  private void notifies(Telephone referred, Telephone referrer, String progress) {
    referred.extraHeaders =
        "Event: refer;id=7\r\nSubscription-State: active;expires=60\r\nX-Progress: "
            + progress
            + "\r\n";
    referred.request("NOTIFY", "");
    referred.extraHeaders = "";
    SipRequest notify = referrer.expectRequest("NOTIFY");
    assertThat(notify.header("X-Progress")).contains(progress);
    assertThat(notify.header("Event")).contains("refer");
    assertThat(notify.header("Subscription-State")).contains("active;expires=60");
    referrer.answer(notify, 200);
    referred.expectResponse(200);
  }

  private void transferBlindly() {
    refer(alice, "<sip:9555@10.0.0.50>");
    SipRequest refer = bob.expectRequest("REFER");
    assertThat(refer.header("Refer-To")).contains("<sip:9555@10.0.0.50>");
    assertThat(refer.header("Referred-By")).contains("<sip:alice@test>");
    bob.answer(refer, 202);
    alice.expectResponse(202);
    notifies(bob, alice, "trying");
    Telephone.Line first = bob.line();
    bob.invite("9555");
    west.answer(west.expectRequest("INVITE"), 200, "v=0 west\r\n");
    bob.expectResponse(200);
    bob.ack();
    west.expectRequest("ACK");
    bob.use(first);
    notifies(bob, alice, "ok");
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void blindTransferEndsWithTheReferredPartyAndItsNewParty() {
    sip.talk();
    transferBlindly();
  }

  @Test
  void inheritedCallIsTransferredBlindly() {
    sip.talk();
    sip.takeOver();
    transferBlindly();
  }

  @Test
  void refusedReferReachesTheReferrer() {
    sip.talk();
    refer(alice, "<sip:9555@10.0.0.50>");
    bob.answer(bob.expectRequest("REFER"), 603);
    alice.expectResponse(603);
    assertThat(sip.core.calls()).hasSize(1);
  }

  @Test
  void referInFlightIsRelayedAgainByTheNewServer() {
    sip.talk();
    refer(alice, "<sip:9555@10.0.0.50>");
    SipRequest lost = bob.expectRequest("REFER");
    sip.takeOver();
    bob.answer(lost, 202);
    alice.expectNothing();
    alice.sendAgain();
    SipRequest again = bob.expectRequest("REFER");
    assertThat(again.head().cseq()).isGreaterThan(lost.head().cseq());
    bob.answer(again, 202);
    alice.expectResponse(202);
  }

  // ---- attended: Alice talks to Bob, and on a second line to the west; then they are connected

  private String consult() {
    sip.talk();
    Telephone.Line toBob = alice.line();
    alice.invite("9555");
    west.answer(west.expectRequest("INVITE"), 200, "v=0 west\r\n");
    alice.expectResponse(200);
    alice.ack();
    west.expectRequest("ACK");
    Telephone.Line toWest = alice.line();
    alice.use(toBob);
    return toWest.callId() + ";to-tag=" + toWest.remoteTag() + ";from-tag=tag-1001";
  }

  private SipRequest bobReplaces(String replaces) {
    bob.extraHeaders = "Require: replaces\r\nReplaces: " + replaces + "\r\n";
    bob.invite("10.0.0.50");
    bob.extraHeaders = "";
    return west.expectRequest("INVITE");
  }

  private void transferAttended(String replaces) {
    refer(
        alice,
        "<sip:9555@10.0.0.50?Replaces="
            + replaces.replace(";", "%3B").replace("@", "%40").replace("=", "%3D")
            + ">");
    SipRequest refer = bob.expectRequest("REFER");
    assertThat(refer.header("Refer-To").orElseThrow()).contains("Replaces=");
    bob.answer(refer, 202);
    alice.expectResponse(202);

    Call consultation = sip.core.calls().get(1);
    SipRequest invite = bobReplaces(replaces);
    assertThat(invite.header("Require")).contains("replaces");
    assertThat(invite.uri()).isEqualTo("sip:west@10.0.0.9:6070");
    assertThat(invite.header("Replaces"))
        .contains(
            consultation.b().callId() + ";to-tag=tag-west;from-tag=" + consultation.b().localTag());
    west.answer(invite, 200, "v=0 west\r\n");
    bob.expectResponse(200);
    bob.ack();
    west.expectRequest("ACK");
    Call connected = sip.core.calls().get(2);
    assertThat(connected.multisite()).isTrue();
    assertThat(connected.b().destination()).isEqualTo("trunk:west");

    west.raw(byeOfReplaced(consultation));
    alice.answer(alice.expectRequest("BYE"), 200);
    west.expectResponse(200);
    bob.bye();
    assertThat(west.expectRequest("BYE").head().callId()).isEqualTo(connected.b().callId());
  }

  private static String byeOfReplaced(Call call) {
    return "BYE sip:10.0.0.50:5060 SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 10.0.0.9:6070;rport;branch=z9hG4bK-replaced\r\n"
        + ("From: " + call.b().remoteUri() + ";tag=tag-west\r\n")
        + ("To: " + call.b().localUri() + ";tag=" + call.b().localTag() + "\r\n")
        + ("Call-ID: " + call.b().callId() + "\r\n")
        + "CSeq: 50 BYE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
  }

  @Test
  void attendedTransferConnectsTheOtherTwoParties() {
    transferAttended(consult());
  }

  @Test
  void attendedTransferWorksWithAnInheritedConsultation() {
    String replaces = consult();
    sip.takeOver();
    transferAttended(replaces);
  }

  @Test
  void calleesNamesOfADialogAreMappedToTheCaller() {
    sip.talk();
    Call call = sip.core.call();
    west.extraHeaders =
        "Replaces: "
            + call.b().callId()
            + ";from-tag=tag-1002;to-tag="
            + call.b().localTag()
            + ";early-only\r\n";
    west.invite("1");
    SipRequest invite = alice.expectRequest("INVITE");
    assertThat(invite.header("Replaces"))
        .contains(
            call.a().callId() + ";to-tag=tag-1001;from-tag=" + call.a().localTag() + ";early-only");
    assertThat(invite.header("Require")).isEmpty();
  }

  @Test
  void replacedPartyMayRefuse() {
    SipRequest invite = bobReplaces(consult());
    west.answer(invite, 486);
    bob.expectResponse(486);
    assertThat(sip.core.calls()).hasSize(2);
  }

  @Test
  void replacesThatNamesNoCallIs481AndOneThatCannotBeReadIs400() {
    consult();
    bob.extraHeaders = "Replaces: x@y;to-tag=0000102000000000-a-00000000;from-tag=z\r\n";
    bob.invite("1001");
    bob.expectResponse(481);
    bob.extraHeaders = "Replaces: x@y;to-tag=1\r\n";
    bob.invite("1001");
    bob.expectResponse(400);
    west.expectNothing();
  }
}
