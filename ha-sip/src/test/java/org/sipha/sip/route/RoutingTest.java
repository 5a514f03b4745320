package org.sipha.sip.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipAddress;
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
                  trunk("incoming", "", 0, "[2001:db8::1]"))));

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
    assertThat(routing.at(SipAddress.parse("udp:10.0.0.2:5060")).map(Place::id))
        .contains("dn:9002");
    assertThat(routing.at(SipAddress.parse("udp:10.0.0.2:5061"))).isEmpty();
    assertThat(routing.at(SipAddress.parse("udp:2001:db8:0:0:0:0:0:1:6070")).map(Place::id))
        .contains("trunk:incoming");
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
