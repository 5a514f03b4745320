package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.registration.Registration;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.route.Destinations;

/** Calls to and from telephones that have registered, and a takeover between. */
class RegisteredCallTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone desk = sip.telephone("2001", "udp:10.0.1.1:5060");
  private final Telephone mobile = sip.telephone("2001", "udp:10.0.1.2:5062");
  private final Telephone soft = sip.telephone("2002", "tcp:10.0.1.3:5060");
  private final Registrant registrant = new Registrant(desk, "2001");
  private final Registrant second = new Registrant(mobile, "2001");
  private final Registrant streaming = new Registrant(soft, "2002");

  // ---- calls to a DN

  @Test
  void registeredTelephoneIsCalledByItsContact() {
    registrant.register("Contact: <sip:Desk%20one@10.0.1.1:5060;Line=a7?Priority=urgent>\r\n");
    alice.invite("2001");
    SipRequest invite = desk.expectRequest("INVITE");
    assertThat(invite.uri()).isEqualTo("sip:Desk%20one@10.0.1.1:5060;Line=a7");
    desk.answer(invite, 180);
    alice.expectResponse(180);
    assertThat(sip.core.call().b().destination()).isEqualTo("dn:2001");
    assertThat(sip.core.call().to()).isEqualTo("2001");
    assertThat(sip.core.call().multisite()).isFalse();
  }

  @Test
  void dnWithoutRegisteredTelephoneIs480() {
    alice.invite("2001");
    alice.ackFailure(alice.expectResponse(480));
    assertThat(sip.core.inputs).isEmpty();
  }

  @Test
  void registeredTelephoneGoesBeforeTheConfiguredContact() {
    Telephone fixed = sip.telephone("2003", "udp:10.0.0.8:6008");
    alice.invite("2003");
    fixed.answer(fixed.expectRequest("INVITE"), 486);
    alice.expectResponse(486);
    fixed.clear();
    Registrant other = new Registrant(mobile, "2003");
    other.register();
    alice.invite("2003");
    mobile.answer(mobile.expectRequest("INVITE"), 486);
    alice.expectResponse(486);
    fixed.expectNothing();
  }

  @Test
  void telephonesAreTriedByQAndThenTheNewestFirst() {
    Telephone third = sip.telephone("2001", "udp:10.0.1.4:5060");
    registrant.register("Contact: " + registrant.contact(";q=0.5") + "\r\n");
    second.register("Contact: " + second.contact(";q=0.5") + "\r\n");
    new Registrant(third, "2001").register("Contact: <sip:2001@10.0.1.4>;q=0.4\r\n");
    alice.invite("2001");
    mobile.answer(mobile.expectRequest("INVITE"), 486);
    mobile.expectRequest("ACK");
    desk.answer(desk.expectRequest("INVITE"), 404);
    desk.expectRequest("ACK");
    SipRequest invite = third.expectRequest("INVITE");
    third.answer(invite, 200, "v=0 third\r\n");
    alice.expectResponse(200);
    alice.ack();
    third.expectRequest("ACK");
    assertThat(sip.core.calls()).hasSize(1);
    assertThat(sip.core.ended).hasSize(2);
  }

  @Test
  void declineOfOneTelephoneForAllEndsTheCall() {
    registrant.register();
    second.register();
    alice.invite("2001");
    mobile.answer(mobile.expectRequest("INVITE"), 603);
    alice.expectResponse(603);
    desk.expectNothing();
  }

  @Test
  void telephoneThatRedirectsSpeaksForItsDn() {
    registrant.register();
    second.register();
    alice.invite("2001");
    SipRequest invite = mobile.expectRequest("INVITE");
    mobile.extraHeaders = "Contact: <sip:1003@anywhere>\r\n";
    mobile.answer(invite, 302);
    SipRequest redirected = sip.carol.expectRequest("INVITE");
    sip.carol.answer(redirected, 486);
    alice.expectResponse(486);
    desk.expectNothing();
  }

  @Test
  void redirectionToADnGoesToItsTelephones() {
    registrant.register();
    second.register();
    alice.invite("1002");
    SipRequest invite = sip.bob.expectRequest("INVITE");
    sip.bob.extraHeaders = "Contact: <sip:2001@anywhere>\r\n";
    sip.bob.answer(invite, 302);
    mobile.answer(mobile.expectRequest("INVITE"), 486);
    desk.answer(desk.expectRequest("INVITE"), 180);
    alice.expectResponse(180);
  }

  @Test
  void telephoneBehindAnAddressTranslationIsReachedWhereItRegisteredFrom() {
    Telephone home = sip.telephone("2001", "udp:10.0.7.7:34567");
    Registrant behind = new Registrant(home, "2001");
    behind.register("Contact: <sip:2001@192.168.0.5:5060>\r\n");
    alice.invite("2001");
    SipRequest invite = home.expectRequest("INVITE");
    assertThat(invite.uri()).isEqualTo("sip:2001@192.168.0.5:5060");
    home.extraHeaders = "";
    home.answerFrom("sip:2001@192.168.0.5:5060", invite, 200, "v=0 home\r\n");
    alice.expectResponse(200);
    alice.ack();
    assertThat(home.expectRequest("ACK").uri()).isEqualTo("sip:2001@192.168.0.5:5060");
    sip.takeOver();
    alice.bye();
    home.expectRequest("BYE");
  }

  @Test
  void telephoneIsCalledOnTheConnectionThatItRegisteredOver() {
    soft.at(SipAddress.parse("tcp:10.0.1.3:40001"));
    sip.network.put(soft.source, soft);
    streaming.register();
    sip.sockets.startLinesSent.clear();
    alice.invite("2002");
    SipRequest invite = soft.expectRequest("INVITE");
    soft.answer(invite, 180);
    alice.expectResponse(180);
    assertThat(sip.core.call().b().peerAddress()).isEqualTo("tcp:10.0.1.3:40001");
  }

  @Test
  void telephoneWhoseConnectionIsGoneIsCalledAtItsContact() {
    soft.at(SipAddress.parse("tcp:10.0.1.3:40001"));
    streaming.register();
    sip.sockets.closeConnections();
    alice.invite("2002");
    soft.answer(soft.expectRequest("INVITE"), 180);
    assertThat(sip.sockets.isConnected(SipAddress.parse("tcp:10.0.1.3:5060"))).isTrue();
  }

  @Test
  void registrationOfADnThatIsNotConfiguredAnyMoreIsNotUsed() {
    registrant.register();
    sip.reconfigure(Destinations.NONE);
    desk.invite("1002");
    desk.expectResponse(403);
  }

  // ---- calls from a DN

  @Test
  void callFromARegisteredTelephoneIsALegOfItsDn() {
    registrant.register();
    desk.invite("1002");
    sip.bob.answer(sip.bob.expectRequest("INVITE"), 180);
    assertThat(sip.core.call().a().destination()).isEqualTo("dn:2001");
  }

  @Test
  void anotherPortOfTheHostIsSomebodyElseOverUdp() {
    registrant.register();
    desk.at(SipAddress.parse("udp:10.0.1.1:5999"));
    sip.network.put(desk.source, desk);
    desk.invite("1002");
    desk.expectResponse(407);
  }

  @Test
  void whoHasTakenHisContactBackIsAStranger() {
    registrant.register();
    registrant.register("Contact: *\r\nExpires: 0\r\n");
    desk.invite("1002");
    desk.expectResponse(407);
  }

  @Test
  void contactAloneMakesNobodyADn() {
    registrant.register("Contact: <sip:2001@10.6.6.6:5060>\r\n");
    sip.stranger.invite("1002");
    sip.stranger.expectResponse(403);
  }

  @Test
  void fromTellsTheLinesOfATelephoneApart() {
    registrant.register();
    new Registrant(desk, "2002").register();
    desk.invite("1002");
    sip.bob.answer(sip.bob.expectRequest("INVITE"), 180);
    assertThat(sip.core.call().a().destination()).isEqualTo("dn:2001");
  }

  @Test
  void nextConnectionOfARegisteredTelephoneIsItsDns() {
    streaming.register();
    soft.at(SipAddress.parse("tcp:10.0.1.3:40002"));
    soft.invite("1002");
    sip.bob.answer(sip.bob.expectRequest("INVITE"), 180);
    assertThat(sip.core.call().a().destination()).isEqualTo("dn:2002");
  }

  // ---- takeover

  @Test
  void registrationSurvivesATakeover() {
    registrant.register();
    sip.takeOver();
    alice.invite("2001");
    SipRequest invite = desk.expectRequest("INVITE");
    desk.answer(invite, 200, "v=0 desk\r\n");
    alice.expectResponse(200);
    alice.ack();
    desk.expectRequest("ACK");
    desk.invite("1002");
    sip.bob.expectRequest("INVITE");
  }

  @Test
  void callToARegisteredTelephoneSurvivesATakeover() {
    registrant.register();
    sip.talk(alice, desk);
    sip.takeOver();
    alice.bye();
    desk.answer(desk.expectRequest("BYE"), 200);
    alice.expectResponse(200);
  }

  @Test
  void ringingCallToARegisteredTelephoneIsAnsweredAtTheNewServer() {
    registrant.register();
    alice.invite("2001");
    SipRequest invite = desk.expectRequest("INVITE");
    desk.answer(invite, 180);
    alice.expectResponse(180);
    sip.takeOver();
    alice.expectResponse(180);
    desk.answer(invite, 200, "v=0 desk\r\n");
    alice.expectResponse(200);
  }

  @Test
  void telephonesThatAreLeftAreTriedByTheNewServer() {
    registrant.register();
    second.register();
    alice.invite("2001");
    SipRequest invite = mobile.expectRequest("INVITE");
    mobile.answer(invite, 180);
    alice.expectResponse(180);
    sip.failOver();
    alice.expectResponse(180);
    mobile.answer(invite, 486);
    SipRequest further = desk.expectRequest("INVITE");
    mobile.expectRequest("ACK");
    desk.answer(further, 486);
    desk.expectRequest("ACK");
    mobile.expectNothing();
    alice.ackFailure(alice.expectResponse(486));
  }

  @Test
  void registrationExpiresAtTheNewServerWhenItWouldHave() {
    registrant.register("Expires: 100\r\n" + registrant.contact());
    sip.passMillis(40_000);
    sip.takeOver();
    sip.passMillis(59_999);
    assertThat(sip.core.registrations.get("2001").contacts()).hasSize(1);
    sip.passMillis(1);
    assertThat(sip.core.registrations.get("2001").contacts()).isEmpty();
  }

  @Test
  void registrationThatExpiredWhileNobodyServedIsNotUsed() {
    registrant.register("Expires: 60\r\n" + registrant.contact());
    sip.clock.advanceNanos(61_000_000_000L);
    sip.takeOver();
    assertThat(sip.core.registrations.get("2001").contacts()).isEmpty();
    alice.invite("2001");
    alice.expectResponse(480);
  }

  @Test
  void nonceOfTheOldServerIsStaleAndTheTelephoneGoesOnByItself() {
    registrant.send(registrant.contact());
    SipResponse old = desk.expectResponse(401);
    sip.takeOver();
    registrant.send(registrant.contact() + registrant.credentials(old));
    SipResponse stale = desk.expectResponse(401);
    assertThat(stale.header("WWW-Authenticate").orElseThrow()).contains("stale=true");
    registrant.send(registrant.contact() + registrant.credentials(stale));
    desk.expectResponse(200);
  }

  @Test
  void registerWhose200TheOldServerDidNotSendIsTakenByTheNewOne() {
    sip.core.holdsAnswers = true;
    registrant.sendWithPassword(registrant.contact());
    desk.expectNothing();
    sip.takeOver();
    desk.sendAgain();
    SipResponse stale = desk.expectResponse(401);
    registrant.send(registrant.contact() + registrant.credentials(stale));
    desk.expectResponse(200);
    assertThat(sip.core.registrations.get("2001").contacts()).hasSize(1);
  }

  @Test
  void registrationThatThePeerBringsIsUsed() {
    registrant.register();
    sip.takeOver();
    second.register();
    sip.core.registrations.put(
        "2001",
        new Registration("2001", sip.core.registrations.get("2001").contacts().subList(1, 2)));
    sip.engine.agent().registrationAdopted("2001");
    alice.invite("2001");
    desk.expectRequest("INVITE");
    mobile.expectNothing();
  }
}
