package org.sipha.sip;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.core.registration.Registration;
import org.sipha.sip.route.Dn;
import org.sipha.sip.route.Routing;

/**
 * How many telephones can be called, as far as the pair's registrations say: on a backup too.
 *
 * @param dns DNs with a contact of any kind, configured or registered
 * @param contacts contacts that are registered
 */
record RegisteredNow(int dns, int contacts) {
  static RegisteredNow of(Routing routing, List<Registration> registrations, long nowMillis) {
    Set<String> dns = new HashSet<>();
    for (Dn dn : routing.dns().values()) {
      if (dn.contact() != null) {
        dns.add(dn.name());
      }
    }
    int contacts = 0;
    for (Registration registration : registrations) {
      Dn dn = routing.dns().get(registration.dn());
      for (RegisteredContact contact : registration.contacts()) {
        if (dn != null && dn.password() != null && contact.expiresAtMillis() > nowMillis) {
          dns.add(dn.name());
          contacts++;
        }
      }
    }
    return new RegisteredNow(dns.size(), contacts);
  }
}
