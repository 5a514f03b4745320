package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.CallEnded;
import org.sipha.core.node.Input.SipOpened;
import org.sipha.core.port.DetailRecords;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.SipUri;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Destinations;
import org.sipha.sip.route.Dn;

/** A server on ::1, where the machine has it. */
class Ipv6Test {
  private static final int DEADLINE_MILLIS = 10_000;

  private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
  private final FakeCore core = new FakeCore();
  private final InetAddress loopback = InetAddress.getByName("::1");
  private final DatagramSocket caller;
  private final ServerSocket callee;
  private final InetSocketAddress address;
  private final SipServer server;

  Ipv6Test() throws IOException {
    assumeTrue(hasIpv6(), "this machine has no ::1");
    caller = new DatagramSocket(0, loopback);
    caller.setSoTimeout(DEADLINE_MILLIS);
    callee = new ServerSocket(0, 5, loopback);
    callee.setSoTimeout(DEADLINE_MILLIS);
    try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
      address = new InetSocketAddress(loopback, free.getLocalPort());
    }
    server =
        new SipServer(
            SipServerSettings.of(
                address, true, null, 1, 0, CallTimerSettings.OFF, RegistrarSettings.DEFAULT, true),
            new Destinations(
                List.of(
                    dn("1", caller.getLocalPort(), ""),
                    dn("2", callee.getLocalPort(), ";transport=tcp")),
                List.of()),
            this::give,
            core.directory(),
            core,
            core.codec,
            DetailRecords.NONE,
            SipClock.SYSTEM);
  }

  /** Nothing has to be waited for. */
  private void give(Input input) {
    inputs.add(input);
    if (input instanceof CallEnded ended) {
      server.letGo(ended.gate(), true);
    }
  }

  private boolean hasIpv6() {
    try (DatagramSocket probe = new DatagramSocket(0, loopback)) {
      return probe.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  private static Dn dn(String number, int port, String parameters) {
    return new Dn(number, SipUri.parse("sip:" + number + "@[::1]:" + port + parameters));
  }

  @BeforeEach
  void open() throws Exception {
    server.open(1, false, true);
    assertThat(inputs.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).isInstanceOf(SipOpened.class);
  }

  @AfterEach
  void close() throws IOException {
    server.shutDown();
    caller.close();
    callee.close();
  }

  @Test
  void aCallGoesFromADatagramToAConnection() throws Exception {
    String invite =
        "INVITE sip:2@[::1]:"
            + address.getPort()
            + " SIP/2.0\r\nVia: SIP/2.0/UDP [0:0:0:0:0:0:0:1]:"
            + caller.getLocalPort()
            + ";branch=z9hG4bK1;rport\r\nMax-Forwards: 70\r\nFrom: <sip:1@[::1]>;tag=t\r\n"
            + "To: <sip:2@[::1]>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nContact: <sip:1@[::1]:"
            + caller.getLocalPort()
            + ">\r\nContent-Length: 0\r\n\r\n";
    send(invite);
    try (Socket connection = callee.accept()) {
      connection.setSoTimeout(DEADLINE_MILLIS);
      String received = head(connection);
      String service = "[::1]:" + address.getPort();
      assertThat(received)
          .startsWith("INVITE sip:2@[::1]:" + callee.getLocalPort() + ";transport=tcp SIP/2.0\r\n")
          .contains("Via: SIP/2.0/TCP " + service + ";branch=")
          .contains("Contact: <sip:" + service + ";transport=tcp>\r\n");
      assertThat(connection.getInetAddress()).isEqualTo(loopback);
      connection.getOutputStream().write(busy(received).getBytes(UTF_8));
      assertThat(head(connection)).startsWith("ACK ");
    }
    String answer = receive();
    assertThat(answer).startsWith("SIP/2.0 486 ");
  }

  private static String busy(String invite) {
    StringBuilder answer = new StringBuilder("SIP/2.0 486 Busy Here\r\n");
    for (String line : invite.split("\r\n")) {
      if (line.matches("(Via|From|Call-ID|CSeq): .*")) {
        answer.append(line).append("\r\n");
      } else if (line.startsWith("To: ")) {
        answer.append(line).append(";tag=callee\r\n");
      }
    }
    return answer.append("Content-Length: 0\r\n\r\n").toString();
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    caller.send(new DatagramPacket(bytes, bytes.length, address));
  }

  private String receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[4_000], 4_000);
    caller.receive(packet);
    String text = new String(packet.getData(), 0, packet.getLength(), UTF_8);
    return text.startsWith("SIP/2.0 100") ? receive() : text;
  }

  private static String head(Socket connection) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = connection.getInputStream().read();
      if (next < 0) {
        throw new IOException("end after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
