package org.sipha.sip.route;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.JainSipCodec;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipUri;

/** Who is at an address from which telephones have registered. */
class BindingsTest {
  private final Bindings bindings = new Bindings();
  private final Routing routing =
      Routing.of(
          new Destinations(
              List.of(
                  new Dn("1", null, "secret"),
                  new Dn("2", null, "secret"),
                  new Dn("3", SipUri.parse("sip:10.0.0.3:6003"), "secret"),
                  new Dn("fixed", SipUri.parse("sip:10.0.0.9:6009;transport=tcp"))),
              List.of()),
          bindings);

  private void registers(String dn, String... sources) {
    bindings.put(
        new Registration(
            dn,
            Arrays.stream(sources)
                .map(s -> new RegisteredContact("sip:" + dn + "@x", s, 1, 1_000, "c", 1))
                .toList()));
  }

  private Optional<String> caller(String source, String from) {
    SipAddress address = SipAddress.parse(source);
    String invite =
        "INVITE sip:1@10.0.0.50 SIP/2.0\r\nVia: SIP/2.0/"
            + address.transport().toUpperCase(Locale.ROOT)
            + " 192.168.0.1:9;branch=z9hG4bK1\r\nFrom: \"x\" <sip:"
            + from
            + "@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:a@b>\r\n\r\n";
    try {
      SipRequest request = (SipRequest) new JainSipCodec().decode(invite.getBytes(UTF_8), address);
      return routing.callerOf(request).map(Place::id);
    } catch (BadMessage e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void overUdpAddressAndPortTellWhoCallsWhateverFromSays() {
    registers("1", "udp:10.0.0.1:5060");
    assertThat(caller("udp:10.0.0.1:5060", "anybody")).contains("dn:1");
    assertThat(caller("udp:10.0.0.1:5061", "1")).isEmpty();
    assertThat(caller("tcp:10.0.0.1:5060", "1")).isEmpty();
  }

  @Test
  void ofSeveralLinesFromNamesOneAndAStrangersNameNone() {
    registers("1", "udp:10.0.0.1:5060");
    registers("2", "udp:10.0.0.1:5060");
    assertThat(caller("udp:10.0.0.1:5060", "2")).contains("dn:2");
    assertThat(caller("udp:10.0.0.1:5060", "fixed")).isEmpty();
    registers("2");
    assertThat(caller("udp:10.0.0.1:5060", "fixed")).contains("dn:1");
  }

  @Test
  void overAConnectionThatConnectionTellsAndThenTheHost() {
    registers("1", "tcp:10.0.0.1:40001");
    registers("2", "tcp:10.0.0.1:40002");
    assertThat(caller("tcp:10.0.0.1:40001", "2")).contains("dn:1");
    assertThat(caller("tcp:10.0.0.1:40003", "2")).contains("dn:2");
    assertThat(caller("tls:10.0.0.1:40003", "2")).contains("dn:2");
    assertThat(caller("tcp:10.0.0.1:40003", "anybody")).isEmpty();
    registers("1");
    assertThat(caller("tcp:10.0.0.1:40003", "anybody")).contains("dn:2");
  }

  @Test
  void registeredTelephoneOnTheHostOfAConfiguredPlaceIsKnownByItsConnectionOrFrom() {
    registers("1", "tcp:10.0.0.9:40001");
    assertThat(caller("tcp:10.0.0.9:40001", "anybody")).contains("dn:1");
    assertThat(caller("tcp:10.0.0.9:40002", "1")).contains("dn:1");
    assertThat(caller("tcp:10.0.0.9:40002", "anybody")).contains("dn:fixed");
  }

  @Test
  void configuredAddressGoesBeforeARegistrationFromThere() {
    registers("1", "udp:10.0.0.3:6003");
    assertThat(caller("udp:10.0.0.3:6003", "1")).contains("dn:3");
  }

  @Test
  void registeredTelephoneIsNoStranger() {
    registers("1", "udp:10.0.0.1:5060", "tcp:10.0.0.2:40001");
    assertThat(routing.isPlaces(SipAddress.parse("udp:10.0.0.1:5060"))).isTrue();
    assertThat(routing.isPlaces(SipAddress.parse("udp:10.0.0.1:5061"))).isFalse();
    assertThat(routing.isPlaces(SipAddress.parse("tcp:10.0.0.2:9"))).isTrue();
    assertThat(routing.isPlaces(SipAddress.parse("udp:10.0.0.2:40001"))).isFalse();
    registers("1");
    assertThat(routing.isPlaces(SipAddress.parse("udp:10.0.0.1:5060"))).isFalse();
    assertThat(routing.isPlaces(SipAddress.parse("tcp:10.0.0.2:9"))).isFalse();
  }

  @Test
  void dnThatMayNotRegisterAnyMoreIsNobody() {
    registers("fixed", "udp:10.0.0.1:5060");
    assertThat(caller("udp:10.0.0.1:5060", "fixed")).isEmpty();
    assertThat(routing.registered(routing.toNumber("fixed").orElseThrow())).isEmpty();
  }
}
