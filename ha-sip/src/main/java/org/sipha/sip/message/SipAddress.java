package org.sipha.sip.message;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A transport address: where a message came from or goes to. The host is always a literal IP
 * address, so that using it never asks the name service.
 *
 * @param transport in lower case, for example {@code udp}
 * @param host literal IPv4 or IPv6 address, the latter without brackets and as RFC 5952 writes it
 * @param port 1 to 65535
 */
public record SipAddress(String transport, String host, int port) {
  /** Datagrams. */
  public static final String UDP = "udp";

  /** Connections. */
  public static final String TCP = "tcp";

  /** Connections under TLS. */
  public static final String TLS = "tls";

  /** All that a server of ours can speak. */
  public static final Set<String> TRANSPORTS = Set.of(UDP, TCP, TLS);

  /** Default port of SIP over UDP and TCP (RFC 3261 19.1.2). */
  public static final int DEFAULT_PORT = 5060;

  /** Default port of SIP over TLS (RFC 3261 19.1.2). */
  public static final int DEFAULT_TLS_PORT = 5061;

  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,45}(%[0-9A-Za-z._-]{1,20})?");

  /** Checks what would make nonsense. */
  public SipAddress {
    transport = transport.toLowerCase(Locale.ROOT);
    if (!isLiteral(host) || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(transport + ":" + host + ":" + port);
    }
    host = canonical(host);
  }

  /** One text for one address (RFC 5952): an IPv6 address has many. */
  private static String canonical(String literal) {
    boolean hasZone = literal.indexOf('%') >= 0;
    if (literal.indexOf(':') < 0 || hasZone) {
      return literal;
    }
    try {
      return NetUtil.toAddressString(InetAddress.getByName(literal));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + literal, e);
    }
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @throws IllegalArgumentException if the text isn't a transport address
   */
  public static SipAddress parse(String text) {
    int first = text.indexOf(':');
    int last = text.lastIndexOf(':');
    if (first < 1 || last <= first + 1) {
      throw new IllegalArgumentException("not transport:host:port: " + text);
    }
    return new SipAddress(
        text.substring(0, first),
        withoutBrackets(text.substring(first + 1, last)),
        Integer.parseInt(text.substring(last + 1)));
  }

  /** The port where nobody names one (RFC 3261 18.2.2, 19.1.2). */
  public static int defaultPort(String transport) {
    return transport.equalsIgnoreCase(TLS) ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  }

  /** Whether it is on that host. */
  public boolean isAt(String otherHost) {
    return host.equals(otherHost);
  }

  /** Whether it is spoken to over a connection, which loses nothing while it lives. */
  public boolean isReliable() {
    return !transport.equals(UDP);
  }

  /**
   * Whether the host is written as an address, IPv6 without brackets. Strict: the JDK asks the name
   * service about whatever isn't quite one, {@code 999.1.1.1} or {@code g::1}, and a hostile
   * Contact could stop all calls by that.
   */
  public static boolean isLiteral(String host) {
    return isIpv4(host) || (host.indexOf(':') >= 0 && IPV6.matcher(host).matches());
  }

  private static boolean isIpv4(String host) {
    int at = 0;
    for (int bytes = 1; bytes <= 4; bytes++) {
      int start = at;
      int value = 0;
      while (at < host.length() && at < start + 3 && isDigit(host.charAt(at))) {
        value = 10 * value + (host.charAt(at) - '0');
        at++;
      }
      boolean isByte = at > start && value < 256 && (at == start + 1 || host.charAt(start) != '0');
      boolean ends =
          bytes == 4 ? at == host.length() : at < host.length() && host.charAt(at) == '.';
      if (!isByte || !ends) {
        return false;
      }
      at++;
    }
    return true;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** An IPv6 address without its brackets, anything else unchanged. */
  public static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** {@code host:port} as a Via or a URI wants it. */
  public String hostPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** {@code transport:host:port}, as in {@link org.sipha.core.call.Leg#peerAddress}. */
  @Override
  public String toString() {
    return transport + ":" + hostPort();
  }
}
