package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipRequest;

class AdmissionTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;

  @Test
  void unknownNumberIs404() {
    alice.invite("5555");
    alice.ackFailure(alice.expectResponse(404));
    sip.passMillis(60_000);
    alice.expectNothing();
    assertThat(sip.core.inputs).isEmpty();
  }

  @Test
  void strangerIsRefusedWithoutMemory() {
    sip.stranger.invite("1002");
    sip.stranger.ackFailure(sip.stranger.expectResponse(403));
    assertThat(sip.engine.transactions()).isZero();
    sip.bob.expectNothing();
  }

  @Test
  void numberLeavesThroughATrunkWithoutItsPrefix() {
    alice.invite("91234");
    SipRequest invite = sip.west.expectRequest("INVITE");
    assertThat(invite.uri()).isEqualTo("sip:1234@10.0.0.9:6070");
    sip.west.answer(invite, 180);
    alice.expectResponse(180);
    assertThat(sip.core.call().multisite()).isTrue();
    assertThat(sip.core.call().b().destination()).isEqualTo("trunk:west");
    assertThat(sip.engine.agent().callsOn("west")).isEqualTo(1);
  }

  @Test
  void callFromATrunkIsALegOfThatTrunk() {
    sip.west.invite("1002");
    sip.bob.answer(sip.bob.expectRequest("INVITE"), 180);
    assertThat(sip.core.call().a().destination()).isEqualTo("trunk:west");
    assertThat(sip.core.call().multisite()).isTrue();
  }

  @Test
  void fullTrunkIs503AndFreeAgainAfterACall() {
    sip.west.invite("1002");
    SipRequest first = sip.bob.expectRequest("INVITE");
    alice.invite("91");
    sip.west.expectRequest("INVITE");
    alice.invite("92");
    alice.expectResponse(503);
    sip.bob.answer(first, 486);
    assertThat(sip.engine.agent().callsOn("west")).isEqualTo(1);
    alice.invite("93");
    sip.west.clear();
    assertThat(sip.engine.agent().callsOn("west")).isEqualTo(2);
  }

  @Test
  void inheritedCallCountsOnItsTrunkWhenItIsUsed() {
    alice.invite("91");
    sip.west.answer(sip.west.expectRequest("INVITE"), 200, "v=0\r\n");
    alice.expectResponse(200);
    alice.ack();
    sip.takeOver();
    assertThat(sip.engine.agent().callsOn("west")).isZero();
    alice.request("INFO", "");
    assertThat(sip.engine.agent().callsOn("west")).isEqualTo(1);
    alice.bye();
    assertThat(sip.engine.agent().callsOn("west")).isZero();
  }

  @Test
  void exhaustedMaxForwardsIs483() {
    alice.raw(invite("Max-Forwards: 0\r\n"));
    alice.expectResponse(483);
  }

  @Test
  void inviteThatAForkingProxySendsTwiceIs482() {
    alice.raw(invite(""));
    sip.bob.expectRequest("INVITE");
    alice.raw(invite("").replace("z9hG4bKbad", "z9hG4bKother"));
    alice.expectResponse(482);
    sip.bob.expectNothing();
  }

  @Test
  void unknownExtensionIs420() {
    alice.raw(invite("Require: 100rel, teleport\r\nRequire: path\r\n"));
    assertThat(alice.expectResponse(420).header("Unsupported")).contains("teleport, path");
  }

  @Test
  void otherUriSchemeIs416() {
    alice.raw(invite("").replace("INVITE sip:1002@10.0.0.50", "INVITE tel:1002"));
    alice.expectResponse(416);
  }

  @Test
  void otherVersionIs505() {
    alice.raw(invite("").replace("@10.0.0.50 SIP/2.0", "@10.0.0.50 SIP/3.0"));
    alice.expectResponse(505);
  }

  @Test
  void malformedHeaderIs400() {
    alice.raw(invite("Max-Forwards: many\r\n"));
    alice.expectResponse(400);
    assertThat(sip.counters.parseErrors.sum()).isEqualTo(1);
  }

  @Test
  void keepAliveIsNotAnError() {
    alice.raw("\r\n\r\n");
    alice.expectNothing();
    assertThat(sip.counters.parseErrors.sum()).isZero();
  }

  @Test
  void answerGoesToWhereTheRequestCameFrom() {
    alice.raw(
        invite("")
            .replace("UDP 10.0.0.1:6001", "UDP 192.168.7.7:5060;rport")
            .replace("1002@", "7@"));
    assertThat(alice.expectResponse(404).head().vias().get(0))
        .contains("received=10.0.0.1")
        .contains("rport=6001");
  }

  private static String invite(String header) {
    return "INVITE sip:1002@10.0.0.50 SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bKbad\r\n"
        + "From: <sip:1001@10.0.0.1:6001>;tag=x\r\nTo: <sip:1002@10.0.0.50>\r\n"
        + "Call-ID: bad@test\r\nCSeq: 1 INVITE\r\nContact: <sip:1001@10.0.0.1:6001>\r\n"
        + header
        + "\r\n";
  }
}
