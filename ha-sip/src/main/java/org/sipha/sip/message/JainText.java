package org.sipha.sip.message;

import gov.nist.javax.sip.address.SipUri;
import gov.nist.javax.sip.header.SIPHeader;
import gov.nist.javax.sip.header.ViaList;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.parser.URLParser;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;

/** Single values read by JAIN-SIP: URIs and Vias that don't stand in a message. */
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
    try {
      SIPHeader header = StringMsgParser.parseSIPHeader("Via: " + text + "\n");
      if (header instanceof ViaList vias && vias.getFirst() != null) {
        return via((gov.nist.javax.sip.header.Via) vias.getFirst());
      }
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("not a Via: " + text, e);
    }
    throw new IllegalArgumentException("not a Via: " + text);
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
