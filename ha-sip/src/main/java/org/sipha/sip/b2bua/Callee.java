package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.core.registration.RegisteredContact;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.route.Place;

/**
 * Whom an INVITE goes to.
 *
 * @param destination the configured place, as in {@link org.sipha.core.call.Leg#destination}
 * @param address where it is sent
 * @param uri Request-URI
 * @param number for display
 * @param multisite whether another SIP server site is there
 * @param headers to send beside the caller's
 */
record Callee(
    String destination,
    SipAddress address,
    String uri,
    String number,
    boolean multisite,
    List<Header> headers) {

  /** A number at a place whose address is known. */
  static Callee at(Place place, String number) {
    return new Callee(
        place.id(),
        place.address().orElseThrow(),
        place.uriFor(number).toString(),
        number,
        place.multisite(),
        List.of());
  }

  /** A telephone that has registered, which is called by what it has registered (RFC 3261 16.5). */
  static Callee at(Place place, RegisteredContact contact, LocalEnd local, String number) {
    return new Callee(
        place.id(),
        local.wayTo(contact),
        withoutHeaders(contact.uri()),
        number,
        place.multisite(),
        List.of());
  }

  /** Headers of a URI have no place in a Request-URI (RFC 3261 19.1.1). */
  private static String withoutHeaders(String uri) {
    int start = uri.indexOf('?', uri.indexOf('@') + 1);
    return start < 0 ? uri : uri.substring(0, start);
  }

  /** Our Contact towards it. */
  Header contact(LocalEnd local) {
    return local.contact(address, uri.startsWith("sips:"));
  }
}
