package org.sipha.sip.message;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  /** Parameters that a URI without them doesn't equal one with them (RFC 3261 19.1.4). */
  private static final Set<String> DISTINGUISHING =
      Set.of("transport", "user", "ttl", "method", "maddr");

  private static final Pattern ESCAPED = Pattern.compile("%([0-7][0-9A-Fa-f])");

  /**
   * Reads a URI.
   *
   * @throws IllegalArgumentException if it isn't a SIP URI
   */
  public static SipUri parse(String text) {
    SipScanner scanner = new SipScanner(text);
    boolean isPlain = scanner.sipUri() && scanner.isAtEnd();
    return isPlain ? scanner.uri() : JainText.uri(text);
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

  /** The URI in {@code "name" <uri>;parameters} or {@code uri;parameters}. */
  public static String textIn(String nameAddr) {
    int open = nameAddr.lastIndexOf('<');
    int close = nameAddr.indexOf('>', open + 1);
    if (open >= 0 && close > open) {
      return nameAddr.substring(open + 1, close);
    }
    int semicolon = nameAddr.indexOf(';');
    return semicolon < 0 ? nameAddr : nameAddr.substring(0, semicolon);
  }

  /** The {@link #number} in a From or To, empty if that isn't a SIP URI. */
  public static Optional<String> numberIn(String nameAddr) {
    try {
      return Optional.of(parse(textIn(nameAddr).strip()).number());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
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

  /** Whether both name the same resource (RFC 3261 19.1.4); headers of a URI don't count. */
  public boolean isEquivalentTo(SipUri other) {
    return scheme.equalsIgnoreCase(other.scheme)
        && Objects.equals(unescaped(user), unescaped(other.user))
        && host.equalsIgnoreCase(other.host)
        && port == other.port
        && hasNoOtherParametersThan(other)
        && other.hasNoOtherParametersThan(this);
  }

  private boolean hasNoOtherParametersThan(SipUri other) {
    Map<String, String> others = other.parameterMap();
    return parameterMap().entrySet().stream()
        .allMatch(
            own -> {
              String value = others.get(own.getKey());
              return value == null
                  ? !DISTINGUISHING.contains(own.getKey())
                  : value.equals(own.getValue());
            });
  }

  private Map<String, String> parameterMap() {
    Map<String, String> map = new HashMap<>();
    for (String parameter : parameters.toLowerCase(Locale.ROOT).split(";")) {
      int equals = parameter.indexOf('=');
      map.put(
          equals < 0 ? parameter : parameter.substring(0, equals),
          equals < 0 ? "" : parameter.substring(equals + 1));
    }
    return map;
  }

  private static @Nullable String unescaped(@Nullable String text) {
    return text == null
        ? null
        : ESCAPED
            .matcher(text)
            .replaceAll(
                escape ->
                    Matcher.quoteReplacement(
                        String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
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
