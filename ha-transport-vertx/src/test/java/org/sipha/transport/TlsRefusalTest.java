package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sipha.transport.Eventually.until;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.link.Frame;
import org.sipha.core.node.Input;

/**
 * Who isn't the peer is refused, told once in the log and counted, and a connection that is
 * established doesn't notice (SPEC 11). Real sockets; each stranger comes several times.
 */
@Timeout(60)
class TlsRefusalTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int TIMES = 3;
  private static final int NO_PORT = 9;

  @TempDir Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private TestAuthority authority;
  private PeerTls nodeA;
  private PeerTls nodeB;

  private VertxEnd listener;
  private VertxEnd dialler;
  private long atListener;
  private long atDialler;

  @BeforeEach
  void establish() throws IOException {
    authority = new TestAuthority(directory, "pair");
    nodeA = authority.issue("sips-a");
    nodeB = authority.issue("sips-b");
    listener = opened(end(NO_PORT, nodeA));
    dialler = opened(end(listener.port(), nodeB));
    dialler.sockets().dial();
    atDialler = dialler.inputs().await(Input.SocketOpened.class, 1).socket();
    atListener = listener.inputs().await(Input.SocketOpened.class, 1).socket();
    dialler.sockets().send(atDialler, hello("sips-b"));
    listener.sockets().send(atListener, hello("sips-a"));
    listener.inputs().await(Input.FrameReceived.class, 1);
    dialler.inputs().await(Input.FrameReceived.class, 1);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  // ---- at the port ----

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() throws Exception {
    PeerTls stranger = new TestAuthority(directory, "stranger").issue("sips-b");

    assertRefused(
        () -> Stranger.withTls(listener.port(), TestAuthority.context(trusting(stranger))),
        "isn't signed by this pair's authority");
  }

  @Test
  void anotherAuthorityOfTheSameNameIsRefused() throws Exception {
    PeerTls stranger = new TestAuthority(directory.resolve("pair"), "pair").issue("sips-b");

    assertRefused(
        () -> Stranger.withTls(listener.port(), TestAuthority.context(trusting(stranger))),
        "isn't signed by this pair's authority");
  }

  @Test
  void anExpiredCertificateIsRefused() throws Exception {
    PeerTls expired = authority.issue("sips-b", DAY.negated(), HOUR.negated());

    assertRefused(
        () -> Stranger.withTls(listener.port(), TestAuthority.context(expired)),
        "its certificate has expired");
  }

  @Test
  void aCertificateThatIsNotYetValidIsRefused() throws Exception {
    PeerTls early = authority.issue("sips-b", HOUR, DAY);

    assertRefused(
        () -> Stranger.withTls(listener.port(), TestAuthority.context(early)), "isn't valid yet");
  }

  @Test
  void nobodyComesInWithoutACertificate() throws Exception {
    SSLContext nothing = TestAuthority.withoutCertificate(nodeB);

    assertRefused(() -> Stranger.withTls(listener.port(), nothing), "shows no certificate");
  }

  @Test
  void anOlderTlsIsRefused() throws Exception {
    SSLContext context = TestAuthority.context(nodeB);

    assertRefused(
        () -> {
          SSLSocket socket =
              (SSLSocket)
                  context
                      .getSocketFactory()
                      .createSocket(InetAddress.getLoopbackAddress(), listener.port());
          socket.setEnabledProtocols(new String[] {"TLSv1.2"});
          return Stranger.over(socket);
        },
        "doesn't speak TLS 1.3");
  }

  @Test
  void plaintextIsRefused() throws Exception {
    Buffer hello = Buffer.buffer();
    new FrameCodec(new ProtobufCallCodec()).encode(hello("sips-b"), hello);
    byte[] http = "GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    assertRefused(() -> new Stranger(listener).say(hello.getBytes()), "doesn't speak TLS");
    assertThat(listener.counts().refused()).isEqualTo(TIMES);
    new Stranger(listener).say(http).awaitCutOff();
  }

  /** A record of TLS says its length in two bytes; what it says is bounded before it is read. */
  @Test
  void anOversizedRecordIsRefusedBeforeItIsRead() throws Exception {
    byte[] record =
        ByteBuffer.allocate(5).put((byte) 22).putShort((short) 0x0303).putShort((short) -1).array();

    assertRefused(() -> new Stranger(listener).say(record), "TLS");
  }

  @Test
  void aHandshakeThatNeverEndsIsGivenUp() throws Exception {
    byte[] begun = {22, 3, 1, 1, 0};
    long start = System.nanoTime();

    assertRefused(() -> new Stranger(listener).say(begun), "no TLS handshake within 2 s");

    assertThat(System.nanoTime() - start)
        .isGreaterThan(TimeUnit.SECONDS.toNanos(TlsHandshake.WITHIN_SECONDS));
  }

  /** The bytes of an earlier connection mean nothing to a new one: the keys are others. */
  @Test
  void aReplayedRecordingIsRefused() throws Exception {
    byte[] recording = record();
    assertThat(recording.length).isGreaterThan(1_000);

    assertRefused(() -> new Stranger(listener).say(recording), "");
  }

  // ---- behind the handshake ----

  @Test
  void whoeverCallsItselfOtherwiseThanItsCertificateIsRefusedBeforeTheNodeHearsIt()
      throws Exception {
    Buffer hello = Buffer.buffer();
    new FrameCodec(new ProtobufCallCodec()).encode(hello("sips-b"), hello);
    SSLContext third = TestAuthority.context(authority.issue("sips-c"));
    int before = listener.inputs().all().size();
    try (WrittenLog log = new WrittenLog()) {
      for (int i = 1; i <= TIMES; i++) {
        try (Stranger stranger = Stranger.withTls(listener.port(), third).say(hello.getBytes())) {
          stranger.awaitCutOff();
        }
        long socket = listener.inputs().await(Input.SocketOpened.class, 1 + i).socket();
        assertThat(listener.inputs().awaitClosed(socket).text())
            .isEqualTo("it calls itself 'sips-b', but its certificate is made out to sips-c");
      }
      assertThat(log.lines()).hasSize(1);
    }
    assertThat(listener.inputs().all().subList(before, listener.inputs().all().size()))
        .noneMatch(Input.FrameReceived.class::isInstance);
    assertThat(listener.counts().refused()).isEqualTo(TIMES);
    assertEstablishedStill();
  }

  /** A REJECT counts as reached and says what the peer is, so it must come from somebody known. */
  @Test
  void nobodyRefusesWithoutHavingSaidWhoHeIs() throws Exception {
    Buffer reject = Buffer.buffer();
    new FrameCodec(new ProtobufCallCodec())
        .encode(Objects.requireNonNull(Samples.frames().get("Reject")), reject);
    SSLContext third = TestAuthority.context(authority.issue("sips-c"));

    try (Stranger stranger = Stranger.withTls(listener.port(), third).say(reject.getBytes())) {
      stranger.awaitCutOff();
    }

    long socket = listener.inputs().await(Input.SocketOpened.class, 2).socket();
    assertThat(listener.inputs().awaitClosed(socket).text())
        .isEqualTo("it refuses without its HELLO");
    assertThat(listener.inputs().frames(socket)).isEmpty();
    assertEstablishedStill();
  }

  @Test
  void theDiallerHoldsTheNameAgainstTheCertificateToo() {
    VertxEnd impostor = opened(end(NO_PORT, authority.issue("sips-c")));
    VertxEnd dialling = opened(end(impostor.port(), nodeB));
    dialling.sockets().dial();
    long socket = dialling.inputs().await(Input.SocketOpened.class, 1).socket();
    long there = impostor.inputs().await(Input.SocketOpened.class, 1).socket();

    impostor.sockets().send(there, hello("sips-a"));

    assertThat(dialling.inputs().awaitClosed(socket).text())
        .isEqualTo("it calls itself 'sips-a', but its certificate is made out to sips-c");
    assertThat(dialling.inputs().frames(socket)).isEmpty();
  }

  // ---- what the dialler learns ----

  @Test
  void theDiallerSaysWhyItDoesNotBelieveThePeer() {
    VertxEnd stranger =
        opened(end(NO_PORT, new TestAuthority(directory, "stranger").issue("sips-a")));
    VertxEnd dialling = opened(end(stranger.port(), nodeB));

    dialling.sockets().dial();

    assertThat(dialling.inputs().await(Input.DialFailed.class, 1).text())
        .isEqualTo(
            "no TLS with 127.0.0.1:"
                + stranger.port()
                + ": its certificate isn't signed by this pair's authority");
    assertThat(dialling.counts().refused()).isEqualTo(1);
  }

  /** With TLS 1.3 the dialler's side of the handshake is done before its certificate is judged. */
  @Test
  void aDiallerThatIsNotLetInLearnsItFromTheEndOfItsSocket() throws IOException {
    PeerTls stranger = new TestAuthority(directory, "stranger").issue("sips-b");
    Path both = directory.resolve("both.pem");
    Files.writeString(
        both, Files.readString(stranger.authority()) + Files.readString(nodeA.authority()));
    VertxEnd refused =
        opened(end(listener.port(), new PeerTls(stranger.certificate(), stranger.key(), both)));

    refused.sockets().dial();

    long socket = refused.inputs().await(Input.SocketOpened.class, 1).socket();
    assertThat(refused.inputs().awaitClosed(socket).text())
        .contains("refuses this server's certificate");
    assertEstablishedStill();
  }

  @Test
  void aPeerThatDoesNotSpeakTlsIsAFailedDial() throws Exception {
    try (ServerSocket plain = SilentPeer.plaintext()) {
      VertxEnd dialling = opened(end(plain.getLocalPort(), nodeB));
      dialling.sockets().dial();
      try (Socket accepted = plain.accept()) {
        accepted.getOutputStream().write("SSH-2.0-what\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(dialling.inputs().await(Input.DialFailed.class, 1).text())
            .contains("doesn't speak TLS");
      }
    }
  }

  @Test
  void aPeerThatNeverAnswersTheHandshakeIsAFailedDial() throws Exception {
    try (ServerSocket silent = SilentPeer.plaintext()) {
      VertxEnd dialling = opened(end(silent.getLocalPort(), nodeB));
      dialling.sockets().dial();

      assertThat(dialling.inputs().await(Input.DialFailed.class, 1).text())
          .contains("no TLS handshake within 2 s");
    }
  }

  // ---- crowds ----

  /** Strangers that only connect hold every place, and each makes room for the next one. */
  @Test
  void thePeerGetsInBesideACrowdThatOnlyConnects() throws Exception {
    for (int i = 0; i < PeerSocketBridge.MAX_ACCEPTED; i++) {
      opened(new Stranger(listener));
    }

    dialler.sockets().dial();

    dialler.inputs().await(Input.SocketOpened.class, 2);
    listener.inputs().await(Input.SocketOpened.class, 2);
    assertEstablishedStill();
  }

  @Test
  void aFloodOfStrangersFillsNeitherTheLogNorTheTimeOfTheConnection() throws Exception {
    try (WrittenLog log = new WrittenLog()) {
      long slowest = 0;
      for (int i = 0; i < 1_000; i++) {
        opened(new Stranger(listener));
        if (i % 20 == 0) {
          slowest = Math.max(slowest, roundTripNanos());
        }
      }

      assertThat(log.lines()).hasSizeLessThan(5);
      assertThat(listener.counts().refused()).isGreaterThan(900);
      assertThat(slowest).isLessThan(TimeUnit.MILLISECONDS.toNanos(600));
    }
    assertEstablishedStill();
  }

  // ---- start ----

  @Test
  void filesThatDoNotFitTogetherKeepTheEndFromStarting() {
    PeerTls other = new TestAuthority(directory, "stranger").issue("sips-a");
    PeerTls expired = authority.issue("sips-a", DAY.negated(), HOUR.negated());

    for (PeerTls bad :
        List.of(
            new PeerTls(nodeA.certificate(), nodeA.key(), other.authority()),
            new PeerTls(nodeA.certificate(), nodeB.key(), nodeA.authority()),
            new PeerTls(directory.resolve("none.pem"), nodeA.key(), nodeA.authority()),
            expired)) {
      assertThatThrownBy(() -> end(NO_PORT, bad))
          .hasCauseInstanceOf(IOException.class)
          .hasMessageContaining("can't be used");
    }
  }

  /** Whoever renews certificates may do so at any time: a server that runs isn't disturbed. */
  @Test
  void filesThatAreReplacedCountFromTheNextStartOn() throws Exception {
    PeerTls renewed = authority.issue("sips-a");
    Certificate before = shownBy(listener);

    Files.copy(renewed.certificate(), nodeA.certificate(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(shownBy(listener)).isEqualTo(before);
    Files.copy(renewed.key(), nodeA.key(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(shownBy(listener)).isEqualTo(before);
    assertEstablishedStill();

    assertThat(shownBy(opened(end(NO_PORT, nodeA)))).isNotEqualTo(before);
  }

  // ---- helpers ----

  private Certificate shownBy(VertxEnd end) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            TestAuthority.context(nodeB)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), end.port())) {
      return socket.getSession().getPeerCertificates()[0];
    }
  }

  private VertxEnd end(int peerPort, PeerTls tls) {
    return new VertxEnd(new PeerSocketSettings("127.0.0.1", 0, "127.0.0.1", peerPort, tls));
  }

  /** A stranger believes the pair's authority, so that he gets to the point where he is judged. */
  private PeerTls trusting(PeerTls stranger) {
    return new PeerTls(stranger.certificate(), stranger.key(), nodeA.authority());
  }

  private void assertRefused(Callable<Stranger> comes, String why) throws Exception {
    int before = listener.inputs().all().size();
    try (WrittenLog log = new WrittenLog()) {
      List<Stranger> strangers = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        strangers.add(opened(comes.call()));
      }
      strangers.forEach(Stranger::awaitNotLetIn);
      until(
          TIMES + " refusals",
          () -> listener.counts().refused() == TIMES,
          () -> listener.counts() + " " + log.lines());
      assertThat(log.lines())
          .hasSize(1)
          .allMatch(line -> line.startsWith("[connection-refused] ") && line.contains(why));
    }
    assertThat(listener.inputs().all()).as("the node hears nothing of it").hasSize(before);
    assertEstablishedStill();
  }

  private void assertEstablishedStill() {
    assertThat(listener.inputs().isClosed(atListener)).isFalse();
    assertThat(dialler.inputs().isClosed(atDialler)).isFalse();
    assertThat(roundTripNanos()).isPositive();
  }

  private long roundTripNanos() {
    int there = listener.inputs().frames(atListener).size();
    int back = dialler.inputs().frames(atDialler).size();
    long start = System.nanoTime();
    dialler.sockets().send(atDialler, Samples.ack(1));
    awaitMore(listener, atListener, there);
    listener.sockets().send(atListener, Samples.ack(1));
    awaitMore(dialler, atDialler, back);
    return System.nanoTime() - start;
  }

  private static void awaitMore(VertxEnd end, long socket, int than) {
    until("a frame", () -> end.inputs().frames(socket).size() > than, () -> end.inputs().all());
  }

  /** All bytes that a dialler sent in a connection with a Hello and some frames. */
  private byte[] record() throws Exception {
    ByteArrayOutputStream recording = new ByteArrayOutputStream();
    VertxEnd there = opened(end(NO_PORT, nodeA));
    try (ServerSocket relay = SilentPeer.plaintext()) {
      VertxEnd here = opened(end(relay.getLocalPort(), nodeB));
      here.sockets().dial();
      try (Socket from = relay.accept();
          Socket to = new Socket(InetAddress.getLoopbackAddress(), there.port())) {
        copy(from, to, recording::write);
        copy(to, from, b -> {});
        long socket = here.inputs().await(Input.SocketOpened.class, 1).socket();
        here.sockets().send(socket, hello("sips-b"));
        here.sockets().send(socket, Samples.ack(1));
        there.inputs().await(Input.FrameReceived.class, 2);
      }
    }
    return recording.toByteArray();
  }

  private static void copy(Socket from, Socket to, Consumer<Integer> byteRead) {
    Thread thread =
        new Thread(
            () -> {
              try {
                InputStream in = from.getInputStream();
                for (int b = in.read(); b >= 0; b = in.read()) {
                  byteRead.accept(b);
                  to.getOutputStream().write(b);
                }
              } catch (IOException end) {
                // The test has closed them.
              }
            },
            "relay");
    thread.setDaemon(true);
    thread.start();
  }

  private static Frame hello(String nodeName) {
    Frame.Hello sample = (Frame.Hello) Objects.requireNonNull(Samples.frames().get("Hello"));
    return new Frame.Hello(
        sample.protocolMin(),
        sample.protocolMax(),
        sample.productVersion(),
        sample.pairName(),
        nodeName,
        sample.serverId(),
        sample.incarnation(),
        sample.bootId(),
        sample.arbiterType(),
        sample.arbiterPlace(),
        sample.httpAddress(),
        sample.unsafeSettings(),
        sample.sharedSettings(),
        sample.preferredPrimary(),
        sample.status(),
        sample.attempt(),
        sample.resumption());
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
