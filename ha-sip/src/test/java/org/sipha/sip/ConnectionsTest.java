package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** Calls of parties that speak over TCP or TLS, also with those that don't. */
class ConnectionsTest {
  private static final SipAddress CAROLS = SipAddress.parse("tcp:10.0.0.5:40001");
  private static final SipAddress LARGE = SipAddress.parse("tcp:10.0.0.2:6002");

  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;
  private final Telephone erin = sip.erin;
  private final Telephone dave = sip.dave;

  @BeforeEach
  void erinHasAConnection() {
    erin.source = CAROLS;
  }

  @Test
  void eachLegHasItsOwnTransportInViaAndContact() {
    erin.invite("1004");
    SipRequest invite = dave.expectRequest("INVITE");
    assertThat(invite.head().vias().get(0)).startsWith("SIP/2.0/TLS 10.0.0.50:5061;");
    assertThat(invite.head().contact()).isEqualTo("sip:10.0.0.50:5061;transport=tls");
    dave.answer(invite, 200, "v=0\r\n");
    SipResponse ok = erin.expectResponse(200);
    assertThat(ok.head().contact()).isEqualTo("sip:10.0.0.50:5060;transport=tcp");
    erin.ack();
    dave.expectRequest("ACK");
  }

  @Test
  void requestsGoBackOnTheConnectionThatThePartyOpened() {
    sip.talk(erin, bob);
    sip.sockets.refusing.add(erin.address);
    bob.bye();
    SipRequest bye = erin.expectRequest("BYE");
    assertThat(bye.head().vias().get(0)).startsWith("SIP/2.0/TCP 10.0.0.50:5060;");
    assertThat(sip.sockets.opened).as("connections opened by the server").isZero();
  }

  @Test
  void theConnectionThatWasOpenedToAPartyIsUsedForTheWholeCall() {
    sip.talk(alice, erin.at(erin.address));
    alice.bye();
    erin.answer(erin.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    assertThat(sip.sockets.opened).isEqualTo(1);
  }

  @Test
  void withoutAConnectionRequestsGoToTheContact() {
    sip.talk(erin, bob);
    sip.sockets.closeConnections();
    bob.bye();
    erin.answer(erin.expectRequest("BYE"), 200);
    assertThat(sip.sockets.isConnected(erin.address)).isTrue();
  }

  @Test
  void anAnswerGoesToWhereTheViaSaysWhenItsConnectionIsGone() {
    erin.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    sip.sockets.closeConnections();
    bob.answer(invite, 486);
    erin.expectResponse(486);
    assertThat(sip.sockets.isConnected(erin.address)).isTrue();
    assertThat(sip.sockets.isConnected(CAROLS)).isFalse();
  }

  @Test
  void anAnswerGoesToTheConnectionOnWhichItsSenderWasHeardLast() {
    erin.invite("1002");
    bob.expectRequest("INVITE");
    sip.sockets.closeConnections();
    sip.sockets.refusing.add(erin.address);
    erin.source = SipAddress.parse("tcp:10.0.0.5:40002");
    erin.cancel();
    erin.expectResponse(200);
    erin.expectResponse(487);
  }

  @Test
  void aPartyThatCannotBeConnectedToIs503() {
    sip.sockets.refusing.add(erin.address);
    alice.invite("1005");
    sip.passMillis(1);
    alice.expectResponse(503);
    erin.expectNothing();
  }

  @Test
  void nothingIsSentAgainOverAConnectionButTheAnswerOfACall() {
    erin.invite("1004");
    SipRequest invite = dave.expectRequest("INVITE");
    sip.passMillis(10_000);
    dave.expectNothing();
    erin.expectResponse(100);
    erin.expectNothing();
    dave.answer(invite, 200, "v=0\r\n");
    erin.expectResponse(200);
    sip.passMillis(1_600);
    erin.expectResponse(200);
    erin.expectResponse(200);
    erin.ack();
    dave.expectRequest("ACK");
    erin.bye();
    dave.expectRequest("BYE");
    sip.passMillis(20_000);
    dave.expectNothing();
  }

  @Test
  void aCallOverConnectionsGoesOnAtTheNewServerFromEitherSide() {
    sip.talk(erin, dave);
    sip.takeOver();
    erin.source = SipAddress.parse("tcp:10.0.0.5:40002");
    erin.reInvite("v=0 hold\r\n");
    SipRequest invite = dave.expectRequest("INVITE");
    assertThat(invite.head().vias().get(0)).startsWith("SIP/2.0/TLS 10.0.0.50:5061;");
    dave.answer(invite, 200, "v=0 held\r\n");
    erin.expectResponse(200);
    erin.ack();
    dave.expectRequest("ACK");
    assertThat(sip.core.call().a().peerAddress()).isEqualTo("tcp:10.0.0.5:40002");
    dave.bye();
    sip.sockets.refusing.add(erin.address);
    erin.answer(erin.expectRequest("BYE"), 200);
    dave.expectResponse(200);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void theNewServerConnectsToAPartyThatHasNotSpokenYet() {
    sip.talk(erin, bob);
    sip.takeOver();
    bob.bye();
    SipRequest bye = erin.expectRequest("BYE");
    assertThat(bye.head().vias().get(0)).startsWith("SIP/2.0/TCP ");
    erin.answer(bye, 200);
    bob.expectResponse(200);
  }

  @Test
  void aRingingCallOverConnectionsIsCompletedAtTheNewServer() {
    erin.invite("1004");
    SipRequest invite = dave.expectRequest("INVITE");
    dave.answer(invite, 180);
    erin.expectResponse(180);
    sip.takeOver();
    erin.expectResponse(180);
    dave.answer(invite, 200, "v=0\r\n");
    erin.expectResponse(200);
    erin.ack();
    dave.expectRequest("ACK");
  }

  @Test
  void aCallThatHasOnlyBeenReceivedIsSetUpByTheNewServer() {
    sip.lose("INVITE");
    erin.invite("1002");
    sip.lose();
    sip.takeOver();
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.body().sdpText()).isEqualTo("v=0 1005\r\n");
    bob.answer(invite, 180);
    erin.expectResponse(180);
    bob.answer(invite, 200, "v=0\r\n");
    erin.expectResponse(200);
    erin.ack();
    bob.expectRequest("ACK");
    erin.bye();
    bob.expectRequest("BYE");
  }

  @Test
  void aCallThatHasReachedTheCalleeIsTheSameToIt() {
    erin.invite("1004");
    SipRequest first = dave.expectRequest("INVITE");
    sip.takeOver();
    SipRequest again = dave.expectRequest("INVITE");
    assertThat(again.head().via()).isEqualTo(first.head().via());
    assertThat(again.head().callId()).isEqualTo(first.head().callId());
    assertThat(again.head().fromTag()).isEqualTo(first.head().fromTag());
    assertThat(again.head().cseq()).isEqualTo(first.head().cseq());
    dave.answer(first, 486);
    dave.expectRequest("ACK");
    erin.expectResponse(486);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void aRingingCallOverConnectionsIsCancelledAtTheNewServer() {
    erin.invite("1004");
    SipRequest invite = dave.expectRequest("INVITE");
    dave.answer(invite, 180);
    erin.expectResponse(180);
    sip.takeOver();
    erin.expectResponse(180);
    erin.cancel();
    SipRequest cancel = dave.expectRequest("CANCEL");
    assertThat(cancel.head().via()).isEqualTo(invite.head().via());
  }

  @Test
  void anInviteThatIsTooLargeForADatagramGoesOverTcp() {
    sip.network.put(LARGE, bob.at(LARGE));
    alice.invite("1002", "v=0 " + "x".repeat(1_300) + "\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.head().vias().get(0)).startsWith("SIP/2.0/TCP 10.0.0.50:5060;");
    sip.passMillis(5_000);
    bob.expectNothing();
    alice.expectResponse(100);
    alice.cancel();
    alice.expectResponse(200);
    bob.answer(invite, 180);
    SipRequest cancel = bob.expectRequest("CANCEL");
    assertThat(cancel.head().via()).isEqualTo(invite.head().via());
  }

  @Test
  void aLargeInviteGoesInADatagramWhereNobodyListensOnTcp() {
    alice.invite("1002", "v=0 " + "x".repeat(1_300) + "\r\n");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(invite.head().vias().get(0)).startsWith("SIP/2.0/UDP 10.0.0.50:5060;");
    sip.passMillis(600);
    bob.expectRequest("INVITE");
    bob.answer(invite, 486);
    assertThat(bob.expectRequest("ACK").head().via()).isEqualTo(invite.head().via());
  }

  @Test
  void theTransportOfAConfiguredContactIsNotChangedBySize() {
    assertThat(SipHarness.destinations().dns().get(3).contact().transport())
        .contains(SipAddress.TCP);
    dave.invite("1005", "v=0 " + "x".repeat(1_300) + "\r\n");
    assertThat(erin.expectRequest("INVITE").head().vias().get(0)).startsWith("SIP/2.0/TCP ");
  }
}
