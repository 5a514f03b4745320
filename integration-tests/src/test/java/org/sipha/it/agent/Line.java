package org.sipha.it.agent;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A telephone line: the address of the telephones on it, and the service that it leads to.
 *
 * @param client the address of the telephones
 * @param service the address of the service
 * @param port the service's port
 */
public record Line(String client, String service, int port) {
  /** A line on loopback to a port there. */
  public static Line loopback(int port) {
    String address = InetAddress.getLoopbackAddress().getHostAddress();
    return new Line(address, address, port);
  }

  InetSocketAddress local(int localPort) {
    return new InetSocketAddress(client, localPort);
  }

  InetSocketAddress remote() {
    return new InetSocketAddress(service, port);
  }
}
