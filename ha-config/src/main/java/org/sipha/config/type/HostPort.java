package org.sipha.config.type;

/**
 * One end of a connection: a host as {@link Host} reads it, and a port.
 *
 * @param host an IP address (IPv6 without brackets) or host name, in lower case
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
  /** Whether it can be reached from its own host only. */
  public boolean isLoopback() {
    return Host.isLoopback(host);
  }

  /** Whether it stands for all addresses of its host. */
  public boolean isWildcard() {
    return Host.isWildcard(host);
  }

  /** Whether both can't be open on one host at the same time. */
  public boolean clashesWith(HostPort other) {
    return port == other.port
        && (Host.isSame(host, other.host) || isWildcard() || other.isWildcard());
  }

  /** {@code 10.0.0.1:5060}, {@code [::1]:5060}. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
