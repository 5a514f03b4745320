package org.sipha.sip.message;

import gov.nist.javax.sip.address.AddressImpl;
import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.Authorization;
import gov.nist.javax.sip.header.Contact;
import gov.nist.javax.sip.header.ContactList;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.parser.URLParser;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single values read by JAIN-SIP: URIs and headers that don't stand in a message. */
final class JainText {
  static {
    JainLog.install();
  }

  private JainText() {}

  static org.sipha.sip.message.SipUri uri(String text) {
    try {
      SipUri uri = new URLParser(text).sipURL(true);
      // The parser stops at the first character that can't belong to a URI and is content with
      // that.
      String parameters = uri.getParameters() == null ? "" : uri.getParameters().encode();
      String host = uri.getHost();
      if (host == null || host.isEmpty() || text.chars().anyMatch(c -> c <= ' ' || c == '<')) {
        throw new IllegalArgumentException("not a SIP URI: " + text);
      }
      return new org.sipha.sip.message.SipUri(
          uri.getScheme(),
          userOf(uri),
          host,
          uri.getPort(),
          parameters.isEmpty() ? "" : ";" + parameters);
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("not a SIP URI: " + text, e);
    }
  }

  private static @Nullable String userOf(SipUri uri) {
    String user = uri.getUser();
    return user == null || user.isEmpty() ? null : user;
  }

  static Via via(String text) {
    if (header("Via", text) instanceof ViaList vias && vias.getFirst() != null) {
      return via((gov.nist.javax.sip.header.Via) vias.getFirst());
    }
    throw new IllegalArgumentException("not a Via: " + text);
  }

  static List<ContactValue> contacts(String text) {
    List<ContactValue> contacts = new ArrayList<>();
    if (header("Contact", text) instanceof ContactList list) {
      for (Contact contact : list) {
        contacts.add(contact.isWildCard() ? ContactValue.wildcard() : contact(contact));
      }
    }
    return contacts;
  }

  private static ContactValue contact(Contact contact) {
    AddressImpl address = (AddressImpl) contact.getAddress();
    String uri = address.getURI().toString();
    if (address.getAddressType() != AddressImpl.NAME_ADDR && uri.contains("?")) {
      throw new IllegalArgumentException("needs angle brackets: " + uri); // RFC 3261 20
    }
    return new ContactValue(uri, contact.getParameter("q"), contact.getParameter("expires"));
  }

  static Credentials credentials(String text) {
    if (header("Authorization", text) instanceof Authorization authorization) {
      Map<String, String> parameters = new HashMap<>();
      Iterator<String> names = authorization.getParameterNames();
      while (names.hasNext()) {
        String name = names.next();
        String value = authorization.getParameter(name);
        parameters.put(name.toLowerCase(Locale.ROOT), value == null ? "" : value);
      }
      return new Credentials(authorization.getScheme(), parameters);
    }
    throw new IllegalArgumentException("not credentials");
  }

  private static SIPHeader header(String name, String text) {
    try {
      return StringMsgParser.parseSIPHeader(name + ": " + text + "\n");
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("not a " + name, e);
    }
  }

  static Via via(gov.nist.javax.sip.header.Via via) {
    return new Via(
        via.getTransport(),
        via.getHost(),
        via.getPort(),
        via.getBranch(),
        via.getReceived(),
        via.getRPort());
  }
}
