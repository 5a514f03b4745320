package org.sipha.sip.message;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A SIP URI (RFC 3261 19.1).
 *
 * @param scheme {@code sip} or {@code sips}
 * @param user user part, null if there is none
 * @param host name or literal address; IPv6 in brackets
 * @param port -1 if none is given
 * @param parameters with their leading semicolon, empty if there are none
 */
public record SipUri(
    String scheme, @Nullable String user, String host, int port, String parameters) {
  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it isn't a SIP URI
   */
  public static SipUri parse(String text) {
    return JainText.uri(text);
  }

  /** Whether a text is a SIP URI. */
  public static boolean isValid(String text) {
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether it demands TLS all the way (RFC 3261 19.1). */
  public boolean isSecure() {
    return scheme.equalsIgnoreCase("sips");
  }

  /**
   * The transport that it fixes, in lower case: TLS for {@code sips}, else what {@code ;transport=}
   * says (RFC 3263 4.1). Empty if it leaves the choice to the sender.
   */
  public Optional<String> transport() {
    return isSecure() ? Optional.of(SipAddress.TLS) : parameter("transport");
  }

  /** Where it leads with that transport, if its host is a literal address. */
  public Optional<SipAddress> address(String transport) {
    String literal = SipAddress.withoutBrackets(host);
    return SipAddress.isLiteral(literal)
        ? Optional.of(new SipAddress(transport, literal, portFor(transport)))
        : Optional.empty();
  }

  /** The port, the transport's default if none is given. */
  public int portFor(String transport) {
    return port < 0 ? SipAddress.defaultPort(transport) : port;
  }

  private Optional<String> parameter(String name) {
    String start = name + "=";
    for (String parameter : parameters.split(";")) {
      if (parameter.regionMatches(true, 0, start, 0, start.length())) {
        return Optional.of(parameter.substring(start.length()).toLowerCase(Locale.ROOT));
      }
    }
    return Optional.empty();
  }

  /** The same place, for another user. */
  public SipUri withUser(String otherUser) {
    return new SipUri(scheme, otherUser, host, port, parameters);
  }

  /** Whether a parameter without value is there, for example {@code lr} (RFC 3261 16.12.1). */
  public boolean hasFlag(String name) {
    return (parameters + ";").contains(";" + name + ";") || parameters.contains(";" + name + "=");
  }

  /**
   * The user part without parameters of its own ({@code ;phone-context=..}), the host if there is
   * no user.
   */
  public String number() {
    if (user == null) {
      return host;
    }
    int semicolon = user.indexOf(';');
    return semicolon < 0 ? user : user.substring(0, semicolon);
  }

  /** The URI as it stands in a message. */
  @Override
  public String toString() {
    return scheme
        + ":"
        + (user == null ? "" : user + "@")
        + host
        + (port < 0 ? "" : ":" + port)
        + parameters;
  }
}
