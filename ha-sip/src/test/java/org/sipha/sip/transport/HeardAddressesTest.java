package org.sipha.sip.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipAddress;

class HeardAddressesTest {
  private final HeardAddresses heard = new HeardAddresses();

  @Test
  void aPlaceThatIsHeardAgainIsTheSameObject() throws UnknownHostException {
    SipAddress first = heard.of(address("10.0.0.1"), 5060);
    assertThat(first).isEqualTo(SipAddress.parse("udp:10.0.0.1:5060"));
    assertThat(heard.of(address("10.0.0.1"), 5060)).isSameAs(first);
  }

  @Test
  void placesThatShareASlotAreToldApart() throws UnknownHostException {
    for (int round = 0; round < 2; round++) {
      for (int host = 1; host <= 250; host++) {
        for (int port = 5_060; port < 5_160; port++) {
          String literal = "10.0.0." + host;
          assertThat(heard.of(address(literal), port))
              .isEqualTo(new SipAddress(SipAddress.UDP, literal, port));
        }
      }
    }
  }

  @Test
  void aLinkLocalAddressIsNamedWithTheLinkThatItWasHeardOn() throws UnknownHostException {
    assertThat(heard.of(address("fe80::1%1"), 5060).host()).endsWith("%1");
    assertThat(heard.of(address("fe80::1%2"), 5060).host()).endsWith("%2");
  }

  @Test
  void nobodyCanBeAnsweredAtPort0() {
    assertThatThrownBy(() -> heard.of(address("10.0.0.1"), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
