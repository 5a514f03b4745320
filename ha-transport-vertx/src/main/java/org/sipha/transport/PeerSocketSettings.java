package org.sipha.transport;

import org.jspecify.annotations.Nullable;

/**
 * Both ends of the HA connection, from {@code [backup-sync]}.
 *
 * @param address on which this end listens
 * @param port on which this end listens, 0 for any that is free
 * @param peerAddress to which this end dials
 * @param peerPort to which this end dials
 * @param tls how both ends prove who they are; null: plaintext, which works on loopback only
 */
public record PeerSocketSettings(
    String address, int port, String peerAddress, int peerPort, @Nullable PeerTls tls) {
  private static final int MAX_PORT = 65_535;

  /** Checks the ports. */
  public PeerSocketSettings {
    if (port < 0 || port > MAX_PORT || peerPort < 1 || peerPort > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + ", peer-port " + peerPort);
    }
  }
}
