package org.sipha.sip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipAddressTest {
  @ParameterizedTest
  @CsvSource({
    "udp:10.0.0.1:5060, udp:10.0.0.1:5060",
    "TCP:10.0.0.1:5060, tcp:10.0.0.1:5060",
    "tls:[2001:DB8:0:0:0:0:0:1]:5061, tls:[2001:db8::1]:5061",
    "tcp:0:0:0:0:0:0:0:1:5060, tcp:[::1]:5060",
    "udp:[::ffff:10.0.0.1]:5060, udp:10.0.0.1:5060",
  })
  void oneAddressHasOneText(String text, String canonical) {
    SipAddress address = SipAddress.parse(text);
    assertThat(address).hasToString(canonical).isEqualTo(SipAddress.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"udp:host:1", "udp:1:2:3", "udp:[::g]:1", "udp:[1::2::3]:1", "udp:10.0.0.256:1"})
  void whatIsNoAddressIsRefused(String text) {
    assertThatThrownBy(() -> SipAddress.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.249.199.99", "1.2.3.4", "::1", "fe80::1%eth0"})
  void literalAddressIsKnown(String host) {
    assertThat(SipAddress.isLiteral(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2.3",
        "1.2.3.",
        "1.2.3.4.",
        "1.2.3.4.5",
        ".1.2.3",
        "1..2.3",
        "256.1.1.1",
        "01.2.3.4",
        "1.2.3.004",
        "1.2.3.1000",
        "a.b.c.d",
        "1.2.3.4 ",
        "-1.2.3.4",
        "[::1]",
        "g::1"
      })
  void whatOnlyLooksLikeOneIsNot(String host) {
    assertThat(SipAddress.isLiteral(host)).isFalse();
  }

  @Test
  void uriSaysTransportAndPort() {
    assertThat(SipUri.parse("sips:a@[::1]").address("tls"))
        .contains(SipAddress.parse("tls:[::1]:5061"));
    assertThat(SipUri.parse("sips:a@b").transport()).contains("tls");
    assertThat(SipUri.parse("sip:a@b;Transport=TCP;lr").transport()).contains("tcp");
    assertThat(SipUri.parse("sip:a@b").transport()).isEmpty();
    assertThat(SipUri.parse("sip:a@b").address("udp")).isEmpty();
    assertThat(SipUri.parse("sip:[2001:db8::7]:7000").address("udp"))
        .contains(SipAddress.parse("udp:[2001:db8::7]:7000"));
  }
}
