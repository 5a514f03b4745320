package org.sipha.sip.b2bua;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;

/**
 * Which headers go from one leg to the other: all but those that belong to the dialog, the hop, or
 * a feature that this server would have to take part in. So that headers that nobody here has heard
 * of reach the other end. What a party supports, requires and allows goes on as far as this server
 * lets the parties use it.
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
          "rack",
          // features of this server
          "proxy-require",
          "session-expires",
          "replaces",
          "join",
          "target-dialog",
          "path",
          "service-route",
          // between neighbours
          "authorization",
          "proxy-authorization",
          "www-authenticate",
          "proxy-authenticate",
          "authentication-info",
          "timestamp");

  /**
   * Option tags (RFC 3261 19.2) that the parties may agree upon: 100rel (RFC 3262), replaces (RFC
   * 3891), norefersub (RFC 4488).
   */
  private static final Set<String> OPTIONS = Set.of("100rel", "replaces", "norefersub");

  private static final Set<String> METHODS = Set.of(LocalEnd.ALLOWED.split(", "));

  private RelayedHeaders() {}

  static List<Header> of(SipMessage message) {
    List<Header> relayed = new ArrayList<>();
    for (Header header : message.headers()) {
      String name = header.name().toLowerCase(Locale.ROOT);
      switch (name) {
        case "supported", "require", "unsupported" ->
            addKnown(relayed, header, option -> OPTIONS.contains(option.toLowerCase(Locale.ROOT)));
        case "allow" -> addKnown(relayed, header, METHODS::contains);
        default -> {
          if (!OWN.contains(name)) {
            relayed.add(header);
          }
        }
      }
    }
    return relayed;
  }

  private static void addKnown(List<Header> relayed, Header header, Predicate<String> isKnown) {
    List<String> known = header.items().stream().filter(isKnown).toList();
    if (!known.isEmpty()) {
      relayed.add(new Header(header.name(), String.join(", ", known)));
    }
  }

  /** The same and one more. */
  static List<Header> with(SipMessage message, Header more) {
    List<Header> relayed = of(message);
    relayed.add(more);
    return relayed;
  }

  /**
   * The Unsupported header of a 420, if a request requires what can't be had through this server
   * (RFC 3261 8.2.2.3).
   */
  static Optional<Header> unsupported(SipRequest request) {
    List<String> unknown =
        request.items("Require").stream().filter(RelayedHeaders::isUnknownOption).toList();
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(new Header("Unsupported", String.join(", ", unknown)));
  }

  private static boolean isUnknownOption(String option) {
    String tag = option.toLowerCase(Locale.ROOT);
    return !tag.isEmpty() && !OPTIONS.contains(tag) && !tag.equals(SessionTimer.TAG);
  }
}
