package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipMessage;

/**
 * Which headers go from one leg to the other: all but those that belong to the dialog, the hop, or
 * a feature that this server would have to take part in. So that headers that nobody here has heard
 * of reach the other end.
 */
final class RelayedHeaders {
  private static final Set<String> OWN =
      Set.of(
          // transaction and dialog
          "via",
          "from",
          "to",
          "call-id",
          "cseq",
          "contact",
          "max-forwards",
          "route",
          "record-route",
          "content-length",
          "content-type",
          // what this server supports, not what the other end does
          "allow",
          "supported",
          "require",
          "proxy-require",
          "unsupported",
          "rseq",
          "rack",
          "session-expires",
          "replaces",
          "join",
          "path",
          "service-route",
          // between neighbours
          "authorization",
          "proxy-authorization",
          "www-authenticate",
          "proxy-authenticate",
          "authentication-info",
          "timestamp");

  private RelayedHeaders() {}

  static List<Header> of(SipMessage message) {
    List<Header> relayed = new ArrayList<>();
    for (Header header : message.headers()) {
      if (!OWN.contains(header.name().toLowerCase(Locale.ROOT))) {
        relayed.add(header);
      }
    }
    return relayed;
  }

  /** The same and one more. */
  static List<Header> with(SipMessage message, Header more) {
    List<Header> relayed = of(message);
    relayed.add(more);
    return relayed;
  }
}
