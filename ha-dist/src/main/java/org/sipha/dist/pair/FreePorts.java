package org.sipha.dist.pair;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Ports of this machine that nobody uses at the moment. */
final class FreePorts {
  private static final int MAX_ATTEMPTS = 1_000;

  private FreePorts() {}

  /**
   * Different ports that are free on loopback for UDP and TCP both. All are held until all are
   * found, and then let go: a stranger may take one before it is used, which the server that needs
   * it will say.
   */
  static List<Integer> find(int count) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    List<AutoCloseable> held = new ArrayList<>();
    List<Integer> ports = new ArrayList<>();
    try {
      for (int attempt = 0; ports.size() < count && attempt < MAX_ATTEMPTS; attempt++) {
        ServerSocket tcp = new ServerSocket();
        held.add(tcp);
        tcp.bind(new InetSocketAddress(loopback, 0));
        try {
          held.add(new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort())));
          ports.add(tcp.getLocalPort());
        } catch (BindException e) {
          // Free for TCP only: the next one.
        }
      }
    } finally {
      for (AutoCloseable socket : held) {
        close(socket);
      }
    }
    if (ports.size() < count) {
      throw new IOException("no " + count + " free ports were found on this machine");
    }
    return ports;
  }

  private static void close(AutoCloseable socket) throws IOException {
    try {
      socket.close();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("sockets throw nothing but IOException", e);
    }
  }
}
