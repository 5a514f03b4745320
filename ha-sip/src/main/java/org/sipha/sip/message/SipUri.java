package org.sipha.sip.message;

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

  /** The port, {@link SipAddress#DEFAULT_PORT} if none is given. */
  public int portOrDefault() {
    return port < 0 ? SipAddress.DEFAULT_PORT : port;
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
