package org.sipha.config.type;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a DN or trunk is reached.
 *
 * @param uri the whole SIP URI with its parameters, without blanks
 * @param address its host and port; 5060, or 5061 with TLS, if it names none (RFC 3261 19.1.2)
 */
public record SipContact(String uri, HostPort address) {
  private static final Pattern TRANSPORT = Pattern.compile("(?i);transport=([^;?]*)");

  /** The transport that a URI fixes, in lower case; {@code udp} if it fixes none. */
  public String transport() {
    return transport(uri);
  }

  static String transport(String uri) {
    if (uri.toLowerCase(Locale.ROOT).startsWith("sips:")) {
      return "tls";
    }
    Matcher transport = TRANSPORT.matcher(uri);
    return transport.find() ? transport.group(1).toLowerCase(Locale.ROOT) : "udp";
  }

  @Override
  public String toString() {
    return uri;
  }
}
