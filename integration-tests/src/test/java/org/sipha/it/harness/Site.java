package org.sipha.it.harness;

import java.util.List;

/**
 * Where the two servers of a pair are, and where each finds the other.
 *
 * @param sipAddress the service address
 * @param sipPort its port
 * @param arbiter the lines of the section {@code [arbiter]}
 * @param a the first server's host
 * @param b the second one's
 */
public record Site(String sipAddress, int sipPort, String arbiter, Host a, Host b) {
  /**
   * The host of a server.
   *
   * @param httpAddress where its pages are
   * @param httpPort their port
   * @param connection the lines of the section {@code [backup-sync]}
   * @param more lines of {@code [TServer]} that no other host has
   * @param starter starts its server
   */
  public record Host(
      String httpAddress, int httpPort, String connection, String more, Program.Starter starter) {}

  /** The same with another arbiter. */
  public Site withArbiter(String lines) {
    return new Site(sipAddress, sipPort, lines, a, b);
  }

  /** Both hosts. */
  public List<Host> hosts() {
    return List.of(a, b);
  }

  /** Two servers on loopback, with a lock file that is made beside their files. */
  static Site loopback() {
    int[] ha = {FreePorts.next(), FreePorts.next()};
    return new Site(
        PairSetup.HOST,
        FreePorts.next(),
        "type = file\nlock-file = pair.lock",
        loopback(plainConnection(ha[0], ha[1])),
        loopback(plainConnection(ha[1], ha[0])));
  }

  /** A host that is this one. */
  public static Host loopback(String connection) {
    return new Host(PairSetup.HOST, FreePorts.next(), connection, "", LocalProgram::start);
  }

  /** An HA connection on loopback without TLS. */
  public static String plainConnection(int port, int peerPort) {
    return """
        address = %s
        port = %d
        peer-address = %s
        peer-port = %d
        tls = off
        """
        .formatted(PairSetup.HOST, port, PairSetup.HOST, peerPort);
  }
}
