package org.sipha.sip.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.JainSipCodec;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;

class RoutingTest {
  private final Routing routing =
      Routing.of(
          new Destinations(
              List.of(
                  new Dn("9001", SipUri.parse("sip:10.0.0.1:6001")),
                  new Dn("9002", SipUri.parse("sip:desk@10.0.0.2"))),
              List.of(
                  trunk("short", "9", 0, "10.0.0.8"),
                  trunk("long", "90", 2, "10.0.0.9"),
                  trunk("incoming", "", 0, "[2001:db8::1]"))),
          new Bindings());

  private static Trunk trunk(String name, String prefix, int strip, String host) {
    return new Trunk(name, prefix, SipUri.parse("sip:" + host + ":6070"), strip, 0, false);
  }

  @Test
  void dnComesBeforeTrunk() {
    Place place = routing.toNumber("9001").orElseThrow();
    assertThat(place.id()).isEqualTo("dn:9001");
    assertThat(place.uriFor("9001")).hasToString("sip:9001@10.0.0.1:6001");
    assertThat(routing.toNumber("9002").orElseThrow().uriFor("9002"))
        .hasToString("sip:desk@10.0.0.2");
  }

  @Test
  void longestPrefixWinsAndStaysUnlessStripped() {
    assertThat(routing.toNumber("9123").orElseThrow().uriFor("9123"))
        .hasToString("sip:9123@10.0.0.8:6070");
    assertThat(routing.toNumber("9055").orElseThrow().uriFor("9055"))
        .hasToString("sip:55@10.0.0.9:6070");
    assertThat(routing.toNumber("8")).isEmpty();
    assertThat(routing.toNumber("")).isEmpty();
  }

  @Test
  void addressAndPortTellWhoCalls() {
    assertThat(caller("udp:10.0.0.2:5060", "10.0.0.2")).contains("dn:9002");
    assertThat(caller("udp:10.0.0.2:5061", "10.0.0.2")).isEmpty();
    assertThat(caller("udp:[2001:db8:0:0:0:0:0:1]:6070", "[2001:db8::1]"))
        .contains("trunk:incoming");
  }

  @Test
  void overAConnectionTheHostTellsWhoCallsAndTheMostSpecificWins() {
    Routing many =
        Routing.of(
            new Destinations(
                List.of(
                    new Dn("1", SipUri.parse("sip:10.0.0.1:6001")),
                    new Dn("2", SipUri.parse("sip:10.0.0.1:6002;transport=TCP")),
                    new Dn("3", SipUri.parse("sip:10.0.0.1:6003;transport=tcp")),
                    new Dn("4", SipUri.parse("sip:10.0.0.2;transport=tls"))),
                List.of()),
            new Bindings());
    assertThat(caller(many, "tcp:10.0.0.1:6003", "10.0.0.1:6002")).contains("dn:3");
    assertThat(caller(many, "tcp:10.0.0.1:40000", "10.0.0.1:6003")).contains("dn:3");
    assertThat(caller(many, "tcp:10.0.0.1:40000", "10.0.0.1:6001")).contains("dn:1");
    assertThat(caller(many, "tcp:10.0.0.1:40000", "10.0.0.1:9")).contains("dn:2");
    assertThat(caller(many, "tls:10.0.0.1:40000", "10.0.0.1")).contains("dn:1");
    assertThat(caller(many, "tls:10.0.0.2:40000", "10.0.0.2")).contains("dn:4");
    assertThat(caller(many, "tcp:10.0.0.2:40000", "10.0.0.2:9")).contains("dn:4");
    assertThat(caller(many, "tcp:10.0.0.3:40000", "10.0.0.1:6001")).isEmpty();
  }

  private Optional<String> caller(String source, String sentBy) {
    return caller(routing, source, sentBy);
  }

  private static Optional<String> caller(Routing routing, String source, String sentBy) {
    SipAddress from = SipAddress.parse(source);
    String invite =
        "INVITE sip:1@10.0.0.50 SIP/2.0\r\nVia: SIP/2.0/"
            + from.transport().toUpperCase(Locale.ROOT)
            + " "
            + sentBy
            + ";branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\n"
            + "Call-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:a@b>\r\n\r\n";
    try {
      SipRequest request = (SipRequest) new JainSipCodec().decode(invite.getBytes(UTF_8), from);
      return routing.callerOf(request).map(Place::id);
    } catch (BadMessage e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void nonsenseIsNoUri() {
    for (String text : List.of("", "sip:", "1001", "http://a.b", "<sip:a@b>", "sip:a b@c")) {
      assertThatThrownBy(() -> SipUri.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
