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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipAddress;

/** TCP on loopback, with parties that behave and others that don't. */
class StreamTransportTest {
  private static final int DEADLINE_MILLIS = 10_000;
  private static final StreamLimits LIMITS =
      new StreamLimits(
          8, 4, 200_000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));
  private static final String OPTIONS =
      "OPTIONS sip:a@b SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n"
          + "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n";
  private static final String MESSAGE = OPTIONS + "Content-Length: 3\r\n\r\nabc";
  private static @Nullable Vertx vertx;

  private record Received(String message, SipAddress source) {}

  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();
  private final List<Socket> sockets = new ArrayList<>();
  private volatile boolean hasRoom = true;
  private volatile boolean acceptsAll = true;
  private StreamTransport transport;
  private InetSocketAddress address;

  StreamTransportTest() throws IOException {
    transport = transport();
    address = freePort();
  }

  private StreamTransport transport() {
    return on(Objects.requireNonNull(vertx));
  }

  private StreamTransport on(Vertx own) {
    return new StreamTransport(
        own, "tcp", null, LIMITS, this::take, source -> acceptsAll, loop::add);
  }

  private boolean take(byte[] message, SipAddress source) {
    return hasRoom && received.add(new Received(new String(message, UTF_8), source));
  }

  private static InetSocketAddress freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }
  }

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() throws Exception {
    Vertx shared = vertx;
    if (shared != null) {
      shared.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void open() throws IOException {
    transport.open(address);
    transport.read();
  }

  @AfterEach
  void close() throws IOException {
    transport.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  // ---- receiving

  @Test
  void twoMessagesInOneSegmentAreTwo() throws Exception {
    Socket party = connect();
    write(party, MESSAGE + MESSAGE.replace("abc", "def"));
    assertThat(next().message()).isEqualTo(MESSAGE);
    Received second = next();
    assertThat(second.message()).endsWith("def");
    assertThat(second.source()).isEqualTo(addressOf(party));
  }

  @Test
  void aMessageInManySegmentsIsOne() throws Exception {
    Socket party = connect();
    for (String part : MESSAGE.split("(?<=\n)")) {
      write(party, part);
    }
    assertThat(next().message()).isEqualTo(MESSAGE);
  }

  @Test
  void aPingIsAnsweredByAPong() throws Exception {
    Socket party = connect();
    write(party, "\r\n\r\n");
    assertThat(read(party, 2)).isEqualTo("\r\n");
    write(party, MESSAGE);
    assertThat(next().message()).isEqualTo(MESSAGE);
  }

  @Test
  void aRequestWithoutContentLengthIs400AndItsConnectionIsClosed() throws Exception {
    Socket party = connect();
    Socket other = connect();
    write(party, OPTIONS + "\r\nand more that nobody can tell apart" + "x".repeat(10_000));
    assertThat(readToEnd(party)).startsWith("SIP/2.0 400 Bad Request\r\n").endsWith("\r\n\r\n");
    write(other, MESSAGE);
    assertThat(next().source()).as("another connection is as good").isEqualTo(addressOf(other));
    assertThat(received).isEmpty();
  }

  @Test
  void garbageIsMetWithTheEndOfTheConnection() throws Exception {
    Socket party = connect();
    write(party, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(readToEnd(party)).isEmpty();
  }

  @Test
  void aMessageThatDoesNotGetCompleteIsNotWaitedFor() throws Exception {
    Socket party = connect();
    write(party, MESSAGE);
    next();
    write(party, MESSAGE.substring(0, MESSAGE.length() - 1));
    assertThat(readToEnd(party)).isEmpty();
    assertThat(received).isEmpty();
  }

  @Test
  void whoConnectsAndSaysNothingIsNotWaitedFor() throws Exception {
    assertThat(readToEnd(connect())).isEmpty();
  }

  @Test
  void aQuietConnectionStaysOpenOnceItHasBeenOfUse() throws Exception {
    Socket party = connect();
    write(party, MESSAGE);
    next();
    Socket idle = connect(); // is closed after the same time, and shows that it has passed
    assertThat(readToEnd(idle)).isEmpty();
    write(party, MESSAGE);
    assertThat(next().message()).isEqualTo(MESSAGE);
  }

  @Test
  void whatThereIsNoRoomForWaitsAndNothingIsLost() throws Exception {
    hasRoom = false;
    Socket party = connect();
    for (int i = 0; i < 100; i++) {
      write(party, MESSAGE.replace("abc", String.valueOf(100 + i)));
    }
    hasRoom = true;
    for (int i = 0; i < 100; i++) {
      assertThat(next().message()).endsWith(String.valueOf(100 + i));
    }
  }

  @Test
  void whilePausedNothingIsHandedOverAndNothingIsLost() throws Exception {
    Socket party = connect();
    write(party, MESSAGE);
    next();
    transport.pause();
    write(party, MESSAGE);
    Socket idle = connect();
    assertThat(readToEnd(idle)).isEmpty();
    assertThat(received).isEmpty();
    transport.read();
    assertThat(next().message()).isEqualTo(MESSAGE);
  }

  // ---- bounds

  @Test
  void oneHostHasOnlySoManyConnections() throws Exception {
    List<Socket> parties = new ArrayList<>();
    for (int i = 0; i < LIMITS.connectionsPerHost(); i++) {
      Socket party = connect();
      write(party, MESSAGE);
      next();
      parties.add(party);
    }
    assertThat(isRefused("127.0.0.1")).as("one too many").isTrue();
    write(parties.get(0), MESSAGE);
    next();
    parties.get(1).close();
    await(
        () -> {
          try {
            Socket party = connect();
            write(party, MESSAGE);
            return received.poll(200, TimeUnit.MILLISECONDS) != null;
          } catch (IOException e) {
            return false;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void allHostsTogetherHaveOnlySoManyConnections() throws Exception {
    for (String host : List.of("127.0.0.1", "127.0.0.2")) {
      for (int i = 0; i < LIMITS.connectionsPerHost(); i++) {
        write(connectFrom(host), MESSAGE);
        next();
      }
    }
    assertThat(isRefused("127.0.0.3")).isTrue();
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      SipAddress peer = new SipAddress("tcp", "127.0.0.1", listening.getLocalPort());
      transport.send(peer, MESSAGE.getBytes(UTF_8), () -> {});
      assertThat(loop.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS)).as("not dialled").isNotNull();
    }
  }

  @Test
  void connectionThatIsNotAcceptedEndsAtOnceAndCostsNoPlace() throws Exception {
    acceptsAll = false;
    for (int i = 0; i < LIMITS.connectionsPerHost(); i++) {
      assertThat(isRefused("127.0.0.1")).isTrue();
    }
    acceptsAll = true;
    write(connect(), MESSAGE);
    next();
  }

  /** Whether a connection from there ends without having been heard. */
  private boolean isRefused(String host) throws IOException {
    try {
      Socket party = connectFrom(host);
      write(party, MESSAGE);
      return readToEnd(party).isEmpty() && received.isEmpty();
    } catch (SocketException e) {
      return received.isEmpty();
    }
  }

  @Test
  void whoDoesNotReadIsCutOff() throws Exception {
    Socket party = connect();
    write(party, MESSAGE);
    SipAddress peer = next().source();
    byte[] large = MESSAGE.repeat(200).getBytes(UTF_8);
    await(
        () -> {
          transport.send(peer, large, () -> {});
          return !transport.isConnected(peer);
        });
  }

  // ---- sending

  @Test
  void anAnswerGoesBackOnTheConnection() throws Exception {
    Socket party = connect();
    write(party, MESSAGE);
    SipAddress peer = next().source();
    assertThat(transport.isConnected(peer)).isTrue();
    transport.send(peer, "answer".getBytes(UTF_8), () -> {});
    assertThat(read(party, 6)).isEqualTo("answer");
  }

  @Test
  void aConnectionIsOpenedOnceAndUsedInBothDirections() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      listening.setSoTimeout(DEADLINE_MILLIS);
      SipAddress peer = new SipAddress("tcp", "127.0.0.1", listening.getLocalPort());
      transport.send(peer, "one".getBytes(UTF_8), () -> {});
      transport.send(peer, "two".getBytes(UTF_8), () -> {});
      Socket party = accept(listening);
      assertThat(read(party, 6)).isEqualTo("onetwo");
      write(party, MESSAGE);
      assertThat(next().source()).isEqualTo(peer);
      transport.send(peer, "three".getBytes(UTF_8), () -> {});
      assertThat(read(party, 5)).isEqualTo("three");
    }
  }

  @Test
  void aRefusedConnectionIsToldOnTheSipLoop() throws Exception {
    SipAddress nobody = new SipAddress("tcp", "127.0.0.1", freePort().getPort());
    List<String> told = new ArrayList<>();
    transport.send(nobody, MESSAGE.getBytes(UTF_8), () -> told.add("undeliverable"));
    Runnable onLoop = loop.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(onLoop).isNotNull();
    assertThat(told).isEmpty();
    onLoop.run();
    assertThat(told).containsExactly("undeliverable");
    assertThat(transport.isConnected(nobody)).isFalse();
  }

  @Test
  void aConnectionThatWasClosedIsOpenedAnew() throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      listening.setSoTimeout(DEADLINE_MILLIS);
      SipAddress peer = new SipAddress("tcp", "127.0.0.1", listening.getLocalPort());
      transport.send(peer, "one".getBytes(UTF_8), () -> {});
      Socket first = accept(listening);
      assertThat(read(first, 3)).isEqualTo("one");
      first.close();
      await(() -> !transport.isConnected(peer));
      transport.send(peer, "two".getBytes(UTF_8), () -> {});
      assertThat(read(accept(listening), 3)).isEqualTo("two");
    }
  }

  @Test
  void aPartyThatClosesWhileItIsAnsweredHarmsNobody() throws Exception {
    Socket other = connect();
    write(other, MESSAGE);
    next();
    Socket party = connect();
    write(party, MESSAGE);
    SipAddress peer = next().source();
    party.setSoLinger(true, 0); // a reset
    party.close();
    for (int i = 0; i < 10; i++) {
      transport.send(peer, MESSAGE.getBytes(UTF_8), () -> {});
    }
    await(() -> !transport.isConnected(peer));
    transport.send(addressOf(other), "answer".getBytes(UTF_8), () -> {});
    assertThat(read(other, 6)).isEqualTo("answer");
  }

  // ---- opening and closing

  @Test
  void thePortIsFreeAtOnceThoughConnectionsWereOpen() throws Exception {
    Socket party = connect();
    write(party, MESSAGE);
    next();
    Vertx ofAnotherProcess = Vertx.vertx();
    StreamTransport successor = on(ofAnotherProcess);
    assertThatThrownBy(() -> successor.open(address))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tcp");
    transport.close();
    successor.open(address);
    successor.read();
    try {
      assertThat(readToEnd(party)).as("the old connection ends").isEmpty();
      Socket again = connect();
      write(again, MESSAGE);
      assertThat(next().source()).isEqualTo(addressOf(again));
    } finally {
      successor.close();
      ofAnotherProcess.close();
    }
  }

  // ---- the parties

  private Socket connect() throws IOException {
    return connectFrom("127.0.0.1");
  }

  private Socket connectFrom(String host) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(host, 0));
    socket.connect(address, DEADLINE_MILLIS);
    return kept(socket);
  }

  private Socket accept(ServerSocket listening) throws IOException {
    return kept(listening.accept());
  }

  private Socket kept(Socket socket) throws IOException {
    socket.setSoTimeout(DEADLINE_MILLIS);
    socket.setTcpNoDelay(true);
    sockets.add(socket);
    return socket;
  }

  private static SipAddress addressOf(Socket party) {
    return new SipAddress("tcp", "127.0.0.1", party.getLocalPort());
  }

  private static void write(Socket party, String text) throws IOException {
    party.getOutputStream().write(text.getBytes(UTF_8));
    party.getOutputStream().flush();
  }

  private static String read(Socket party, int bytes) throws IOException {
    return new String(party.getInputStream().readNBytes(bytes), UTF_8);
  }

  private static String readToEnd(Socket party) throws IOException {
    try {
      return new String(party.getInputStream().readAllBytes(), UTF_8);
    } catch (SocketException e) {
      return ""; // a reset is an end too
    }
  }

  private Received next() throws InterruptedException {
    Received next = received.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    assertThat(next).as("a message in time").isNotNull();
    return Objects.requireNonNull(next);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DEADLINE_MILLIS);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("in time").isNegative();
      Thread.onSpinWait();
    }
  }
}
