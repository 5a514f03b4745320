package org.sipha.config.type;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IP address or host name, without a look at any name service. It becomes lower case, an IPv6
 * address loses its brackets.
 *
 * @param wildcard whether {@code 0.0.0.0} and {@code ::} (all addresses of the host) are valid
 */
public record Host(boolean wildcard) implements ValueType<String> {
  private static final int MAX_LENGTH = 253; // RFC 1035 2.3.4, without the last dot
  private static final Pattern DOTTED_NUMBER = Pattern.compile("[0-9.]+");
  private static final Pattern DECIMAL_BYTE = Pattern.compile("[0-9]{1,3}");
  private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f:.]+");
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?");

  @Override
  public Reading<String> read(String text) {
    String host = text.strip().toLowerCase(Locale.ROOT);
    if (host.isEmpty()) {
      return Reading.wrong("is empty");
    }
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.length() > MAX_LENGTH || !(isAddress(host) || isName(host))) {
      return Reading.wrong("is neither an IP address nor a host name");
    }
    if (!wildcard && isWildcard(host)) {
      return Reading.wrong("stands for all addresses; one of them is needed");
    }
    return Reading.of(host);
  }

  @Override
  public String valid() {
    return "an IP address or host name"
        + (wildcard ? "; 0.0.0.0 for all addresses of this host" : "");
  }

  /** Whether a valid host stands for all addresses of a host. */
  static boolean isWildcard(String host) {
    return address(host).map(InetAddress::isAnyLocalAddress).orElse(false);
  }

  /** Whether a valid host can be reached from its own host only. */
  public static boolean isLoopback(String host) {
    return address(host).map(InetAddress::isLoopbackAddress).orElse(false);
  }

  /** Whether two valid hosts are the same: {@code ::1} and {@code 0:0:0:0:0:0:0:1} are. */
  static boolean isSame(String one, String other) {
    return one.equals(other) || (address(one).isPresent() && address(one).equals(address(other)));
  }

  /** The address of a valid host, empty for names other than localhost. */
  private static Optional<InetAddress> address(String host) {
    if (host.equals("localhost")) {
      return Optional.of(InetAddress.getLoopbackAddress());
    }
    return isAddress(host) ? literal(host) : Optional.empty();
  }

  private static boolean isAddress(String host) {
    if (host.indexOf(':') >= 0) {
      return IPV6_CHARACTERS.matcher(host).matches() && literal(host).isPresent();
    }
    if (!DOTTED_NUMBER.matcher(host).matches()) {
      return false;
    }
    String[] bytes = host.split("\\.", -1);
    if (bytes.length != 4) {
      return false;
    }
    for (String part : bytes) {
      if (!DECIMAL_BYTE.matcher(part).matches() || Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean isName(String host) {
    if (host.indexOf(':') >= 0 || DOTTED_NUMBER.matcher(host).matches()) {
      return false;
    }
    for (String label : host.split("\\.", -1)) {
      if (label.length() > 63 || !LABEL.matcher(label).matches()) {
        return false;
      }
    }
    return true;
  }

  /** Only for what looks like an address: then the JDK asks no name service. */
  private static Optional<InetAddress> literal(String host) {
    try {
      return Optional.of(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
