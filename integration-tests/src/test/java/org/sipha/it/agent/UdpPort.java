package org.sipha.it.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A UDP socket of a line that talks with the service. It isn't connected: the ICMP error of a
 * server that was killed would else end the socket's reader, and a telephone goes on.
 */
final class UdpPort implements Port {
  private static final int LARGEST = 65_535;
  private static final int BUFFER = 4 << 20;

  private final DatagramSocket socket;
  private final InetSocketAddress remote;
  private final Consumer<SipMessage> onMessage;

  UdpPort(int localPort, Line line, Consumer<SipMessage> onMessage) {
    this.remote = line.remote();
    this.onMessage = onMessage;
    try {
      socket = new DatagramSocket(line.local(localPort));
      socket.setReceiveBufferSize(BUFFER);
    } catch (IOException e) {
      throw new UncheckedIOException("UDP port " + localPort, e);
    }
  }

  @Override
  public void start() {
    Thread reader = new Thread(this::read, "user agent's port");
    reader.setDaemon(true);
    reader.start();
  }

  private void read() {
    byte[] buffer = new byte[LARGEST];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        onMessage.accept(SipMessage.parse(packet.getData(), packet.getLength()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void send(String message) {
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    try {
      socket.send(new DatagramPacket(bytes, bytes.length, remote));
    } catch (IOException e) {
      if (!socket.isClosed()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
