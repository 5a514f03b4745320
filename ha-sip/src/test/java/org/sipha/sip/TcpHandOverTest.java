package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.SipClosed;
import org.sipha.core.node.Input.SipHeld;
import org.sipha.core.node.Input.SipOpenFailed;
import org.sipha.core.node.Input.SipOpened;
import org.sipha.core.node.Input.SipYielded;
import org.sipha.core.port.DetailRecords;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.registrar.RegistrarSettings;
import org.sipha.sip.route.Destinations;

/** Two servers that serve one TCP port on loopback, one after the other. */
class TcpHandOverTest {
  private static final int DEADLINE_MILLIS = 10_000;

  private final BlockingQueue<Input> firstInputs = new LinkedBlockingQueue<>();
  private final BlockingQueue<Input> secondInputs = new LinkedBlockingQueue<>();
  private final FakeCore core = new FakeCore();
  private final InetSocketAddress address = freePort();
  private final SipServer first = server(firstInputs);
  private final SipServer second = server(secondInputs);

  TcpHandOverTest() throws IOException {}

  private static InetSocketAddress freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  private SipServer server(BlockingQueue<Input> inputs) {
    return new SipServer(
        SipServerSettings.of(
            address, true, null, 1, 0, CallTimerSettings.OFF, RegistrarSettings.DEFAULT, true),
        Destinations.NONE,
        inputs::add,
        core.directory(),
        core,
        core.codec,
        DetailRecords.NONE,
        SipClock.SYSTEM);
  }

  @BeforeEach
  void openFirst() throws Exception {
    first.open(1, false, true);
    expect(firstInputs, SipOpened.class);
  }

  @AfterEach
  void close() {
    first.shutDown();
    second.shutDown();
  }

  @Test
  void theSuccessorListensAtOnceAndTheOldConnectionsEnd() throws Exception {
    try (Socket telephone = connect()) {
      assertThat(ask(telephone)).startsWith("SIP/2.0 200");
      first.hold();
      expect(firstInputs, SipHeld.class);
      first.yield();
      expect(firstInputs, SipYielded.class);
      second.open(2, true, false);
      expect(secondInputs, SipOpened.class);
      assertThat(telephone.getInputStream().read()).as("end of the connection").isEqualTo(-1);
    }
    first.close();
    expect(firstInputs, SipClosed.class);
    try (Socket telephone = connect()) {
      assertThat(ask(telephone)).startsWith("SIP/2.0 200");
    }
  }

  @Test
  void aHandOverThatIsGivenUpBeforeItsEndKeepsTheConnections() throws Exception {
    try (Socket telephone = connect()) {
      assertThat(ask(telephone)).startsWith("SIP/2.0 200");
      first.hold();
      expect(firstInputs, SipHeld.class);
      send(telephone);
      first.resume();
      assertThat(answer(telephone)).startsWith("SIP/2.0 200");
    }
  }

  @Test
  void aHandOverThatFailsAtTheSuccessorBringsThePortBack() throws Exception {
    first.hold();
    expect(firstInputs, SipHeld.class);
    first.yield();
    expect(firstInputs, SipYielded.class);
    first.resume();
    try (Socket telephone = connectInTime()) {
      assertThat(ask(telephone)).startsWith("SIP/2.0 200");
    }
  }

  @Test
  void whoseTcpPortIsTakenDoesNotOpenAtAll() throws Exception {
    first.close();
    expect(firstInputs, SipClosed.class);
    try (ServerSocket stranger = new ServerSocket()) {
      stranger.bind(address);
      second.open(2, false, true);
      SipOpenFailed failed = (SipOpenFailed) expect(secondInputs, SipOpenFailed.class);
      assertThat(failed.text()).startsWith("tcp ").contains(":" + address.getPort() + " ");
    }
    assertThat(second.local()).isNull();
    first.open(3, false, true);
    expect(firstInputs, SipOpened.class);
  }

  private Socket connectInTime() throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
    while (true) {
      try {
        return connect();
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(address, DEADLINE_MILLIS);
    socket.setSoTimeout(DEADLINE_MILLIS);
    return socket;
  }

  private static String ask(Socket telephone) throws IOException {
    send(telephone);
    return answer(telephone);
  }

  private static void send(Socket telephone) throws IOException {
    String options =
        "OPTIONS sip:127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK1\r\n"
            + "From: <sip:t@127.0.0.1>;tag=t\r\nTo: <sip:127.0.0.1>\r\nCall-ID: o\r\n"
            + "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    telephone.getOutputStream().write(options.getBytes(UTF_8));
  }

  private static String answer(Socket telephone) throws IOException {
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = telephone.getInputStream().read();
      if (next < 0) {
        return answer.toString();
      }
      answer.append((char) next);
    }
    return answer.toString();
  }

  private static Input expect(BlockingQueue<Input> inputs, Class<? extends Input> type)
      throws InterruptedException {
    Input input = inputs.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(input).isInstanceOf(type);
    return input;
  }
}
