package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.route.Bindings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Routing;

class RegisteredNowTest {
  private static final long NOW = 1_000_000;

  private final Routing routing =
      Routing.of(
          new Destinations(
              List.of(
                  new Dn("1", SipUri.parse("sip:10.0.0.1")),
                  new Dn("2", null, "secret"),
                  new Dn("3", null, "secret"),
                  new Dn("4", SipUri.parse("sip:10.0.0.4"), "secret")),
              List.of()),
          new Bindings());

  private static RegisteredContact contact(int port, long expiresAtMillis) {
    String uri = "sip:10.0.0.1:" + port;
    return new RegisteredContact(uri, "udp:10.0.0.1:" + port, expiresAtMillis, 1_000, "x", 1);
  }

  @Test
  void dnsWithAnyContactAreCountedAndContactsThatHaveNotExpired() {
    List<Registration> held =
        List.of(
            new Registration("2", List.of(contact(1, NOW + 1), contact(2, NOW))),
            new Registration("3", List.of(contact(3, NOW))),
            new Registration("4", List.of(contact(4, NOW + 1), contact(5, NOW + 1))),
            new Registration("1", List.of(contact(6, NOW + 1))),
            new Registration("gone", List.of(contact(7, NOW + 1))));
    assertThat(RegisteredNow.of(routing, held, NOW)).isEqualTo(new RegisteredNow(3, 3));
  }
}
