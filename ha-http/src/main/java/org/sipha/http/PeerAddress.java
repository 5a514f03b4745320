package org.sipha.http;

import java.util.regex.Pattern;

/**
 * Where a server says to its peer that its pages are: {@code host:port}, or {@code
 * https://host:port} where they are HTTPS.
 */
public final class PeerAddress {
  private static final String HTTPS = "https://";
  private static final Pattern ONE = Pattern.compile("(https://)?[A-Za-z0-9.:\\[\\]-]{1,255}");

  private PeerAddress() {}

  /**
   * What a server says.
   *
   * @param hostAndPort an IPv6 address in brackets
   */
  public static String of(String hostAndPort, boolean tls) {
    return tls ? HTTPS + hostAndPort : hostAndPort;
  }

  /** Whether what a peer has said may be followed, or become a link. */
  static boolean isOne(String address) {
    return ONE.matcher(address).matches();
  }

  /** What its peer makes of it, with a slash at the end. */
  public static String url(String address) {
    return (address.startsWith(HTTPS) ? address : "http://" + address) + "/";
  }
}
