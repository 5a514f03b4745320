package org.sipha.sip.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.sip.message.SipAddress;

/** TLS on loopback, with parties that behave and others that don't. */
class TlsTransportTest {
  private static final int DEADLINE_MILLIS = 10_000;
  private static final StreamLimits LIMITS =
      new StreamLimits(
          8, 8, 200_000, Duration.ofSeconds(20), Duration.ofMillis(1_500), Duration.ofSeconds(5));
  private static final String MESSAGE = "OPTIONS sip:a@b SIP/2.0\r\nl: 3\r\n\r\nabc";

  @TempDir Path directory;
  private final TestAuthority authority = new TestAuthority();
  private final BlockingQueue<SipAddress> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final Vertx vertx = Vertx.vertx();
  private final InetSocketAddress address = freePort();
  private StreamTransport transport = closed(null);

  TlsTransportTest() throws IOException {}

  private StreamTransport closed(@Nullable SipTls tls) {
    return new StreamTransport(
        vertx,
        "tls",
        tls,
        LIMITS,
        (message, source) -> received.add(source),
        source -> true,
        loop::add);
  }

  private static InetSocketAddress freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  @BeforeEach
  void open() throws IOException {
    open(false);
  }

  private void open(boolean mutual) throws IOException {
    transport.close();
    transport = closed(authority.serverIn(directory, address.getPort(), mutual));
    transport.open(address);
    transport.read();
  }

  @AfterEach
  void close() throws Exception {
    transport.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void aPartySpeaksAndIsAnsweredOnItsConnection() throws Exception {
    try (Socket party = connect(authority.party(false))) {
      party.getOutputStream().write(MESSAGE.getBytes(UTF_8));
      SipAddress peer = next();
      assertThat(peer).isEqualTo(new SipAddress("tls", "127.0.0.1", party.getLocalPort()));
      transport.send(peer, "answer".getBytes(UTF_8), () -> {});
      assertThat(party.getInputStream().readNBytes(6)).isEqualTo("answer".getBytes(UTF_8));
    }
  }

  @Test
  void whoDoesNotFinishTheHandshakeIsNotWaitedFor() throws Exception {
    try (Socket silent = plain();
        Socket half = plain();
        Socket good = connect(authority.party(false))) {
      half.getOutputStream().write(new byte[] {22, 3, 1, 1, 0, 1}); // a ClientHello begins
      assertThat(isAtItsEnd(silent)).isTrue();
      assertThat(isAtItsEnd(half)).isTrue();
      good.getOutputStream().write(MESSAGE.getBytes(UTF_8));
      next();
    }
  }

  @Test
  void plaintextIsRefusedAndHarmsNobody() throws Exception {
    try (Socket good = connect(authority.party(false));
        Socket plain = plain()) {
      plain.getOutputStream().write(MESSAGE.getBytes(UTF_8));
      assertThat(isAtItsEnd(plain)).isTrue();
      good.getOutputStream().write(MESSAGE.getBytes(UTF_8));
      next();
      assertThat(received).isEmpty();
    }
  }

  @Test
  void whoMustShowACertificateIsRefusedWithoutOne() throws Exception {
    open(true);
    try (Socket without = connect(authority.party(false))) {
      without.getOutputStream().write(MESSAGE.getBytes(UTF_8));
      assertThat(isAtItsEnd(without)).isTrue();
    } catch (IOException e) {
      assertThat(received).isEmpty(); // refused in the handshake already
    }
    assertThat(received).isEmpty();
    try (Socket with = connect(authority.party(true))) {
      with.getOutputStream().write(MESSAGE.getBytes(UTF_8));
      next();
    }
  }

  @Test
  void aPartyOfTheAuthorityIsConnectedTo() throws Exception {
    try (SSLServerSocket listening = listen(authority.party(true))) {
      SipAddress peer = new SipAddress("tls", "127.0.0.1", listening.getLocalPort());
      transport.send(peer, "hello".getBytes(UTF_8), () -> {});
      try (Socket party = listening.accept()) {
        party.setSoTimeout(DEADLINE_MILLIS);
        assertThat(party.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
      }
    }
  }

  @Test
  void aPartyOfAnotherAuthorityIsNotSpokenTo() throws Exception {
    try (SSLServerSocket listening = listen(new TestAuthority().party(true))) {
      SipAddress peer = new SipAddress("tls", "127.0.0.1", listening.getLocalPort());
      transport.send(peer, "secret".getBytes(UTF_8), () -> {});
      try (Socket party = listening.accept()) {
        party.setSoTimeout(DEADLINE_MILLIS);
        assertThat(isAtItsEnd(party)).isTrue();
      }
      assertThat(loop.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).as("told").isNotNull();
    }
  }

  @Test
  void aFileThatIsNoGoodKeepsItFromOpening() throws Exception {
    transport.close();
    SipTls tls = authority.serverIn(directory, address.getPort(), false);
    Files.writeString(tls.certificate(), "nothing");
    StreamTransport spoilt = closed(tls);
    assertThatThrownBy(() -> spoilt.open(address))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("service.pem");
  }

  /** Also when it opens anew, as at a takeover: what it shows is what it has been started with. */
  @Test
  void filesThatAreReplacedCountFromTheNextStartOn() throws Exception {
    Certificate before = shown();

    SipTls replaced = authority.serverIn(directory, address.getPort(), false);
    assertThat(shown()).isEqualTo(before);
    transport.close();
    transport.open(address);
    transport.read();
    assertThat(shown()).isEqualTo(before);

    transport.close();
    transport = closed(replaced);
    transport.open(address);
    transport.read();
    assertThat(shown()).isNotEqualTo(before);
  }

  private Certificate shown() throws IOException {
    try (SSLSocket party = (SSLSocket) connect(authority.party(false))) {
      return party.getSession().getPeerCertificates()[0];
    }
  }

  private Socket connect(SSLContext context) throws IOException {
    Socket socket = context.getSocketFactory().createSocket();
    socket.connect(address, DEADLINE_MILLIS);
    socket.setSoTimeout(DEADLINE_MILLIS);
    ((SSLSocket) socket).startHandshake();
    return socket;
  }

  private Socket plain() throws IOException {
    Socket socket = new Socket();
    socket.connect(address, DEADLINE_MILLIS);
    socket.setSoTimeout(DEADLINE_MILLIS);
    return socket;
  }

  private static SSLServerSocket listen(SSLContext context) throws IOException {
    SSLServerSocket listening =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    listening.setSoTimeout(DEADLINE_MILLIS);
    return listening;
  }

  /** Whatever TLS says before. */
  private static boolean isAtItsEnd(Socket party) throws IOException {
    try {
      party.getInputStream().readAllBytes();
      return true;
    } catch (SocketException | SSLException e) {
      return true;
    }
  }

  private SipAddress next() throws InterruptedException {
    SipAddress next = received.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(next).as("a message in time").isNotNull();
    return Objects.requireNonNull(next);
  }
}
