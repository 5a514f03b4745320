package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.transport.Eventually.until;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.node.NodeView;

/**
 * Two real nodes over TLS, established, and somebody who even has the peer's certificate and says
 * what no peer would. Neither node breaks, and the session stays what it was.
 */
@Timeout(120)
class HostilePortTest {
  private static final int NO_PORT = 9;
  private static final int ROUNDS = 60;
  private static final int READ_MILLIS = 50;

  @TempDir Path directory;
  private final FrameCodec codec = new FrameCodec(new ProtobufCallCodec());
  private final List<AutoCloseable> open = new ArrayList<>();
  private SSLContext peers;
  private RunningNode a;
  private RunningNode b;
  private NodeView.Connection before;

  @BeforeEach
  void establish() {
    TestAuthority authority = new TestAuthority(directory, "pair");
    peers = TestAuthority.context(authority.issue("sips-b"));
    a = opened(new RunningNode("sips-a", 1, NO_PORT, authority.issue("sips-a")));
    b = opened(new RunningNode("sips-b", 2, a.port(), authority.issue("sips-b")));
    until("established", () -> a.isEstablished() && b.isEstablished(), () -> a.view());
    before = a.view().connection();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void randomBytesAndTruncatedFramesOfTheHolderOfTheKey() throws IOException {
    Random random = new Random(1);
    List<byte[]> frames = Samples.frames().values().stream().map(this::framed).toList();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes =
          random.nextBoolean()
              ? frames.get(random.nextInt(frames.size()))
              : new byte[1 + random.nextInt(2_000)];
      if (bytes.length > 1 && random.nextBoolean()) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length - 1) + 1);
      } else if (bytes[0] == 0 && bytes[bytes.length - 1] == 0) {
        random.nextBytes(bytes);
      }
      comeAndSay(bytes);
    }

    assertUndisturbed();
    assertThat(a.counts().malformed()).isGreaterThan(ROUNDS / 10);
  }

  @Test
  void spoiledFramesOfTheHolderOfTheKey() throws IOException {
    List<byte[]> frames = Samples.frames().values().stream().map(this::bare).toList();
    for (int round = 0; round < ROUNDS; round++) {
      Spoiler spoiler = new Spoiler(round);
      byte[] spoiled =
          spoiler.spoil(
              frames.get(round % frames.size()), frames.get((round * 7 + 3) % frames.size()));
      comeAndSay(Buffer.buffer().appendInt(spoiled.length).appendBytes(spoiled).getBytes());
    }

    assertUndisturbed();
    assertThat(a.counts().malformed()).isGreaterThan(ROUNDS / 10);
  }

  @Test
  void validFramesInTheWrongOrder() throws IOException {
    Frame hello = hello("sips-b");
    Frame change =
        new Frame.Data(
            before.session(), 1, 1, new PeerMessage.CallChange(Samples.record(Samples.call())));
    List<List<Frame>> orders =
        List.of(
            List.of(change), // before any HELLO
            List.of(change, change, change), // and doubled
            List.of(hello, hello), // a second HELLO
            List.of(hello, change), // before HELLO_ACK
            List.of(hello, new Frame.HelloAck(1, before.session() + 1)), // another session
            List.of(new Frame.HelloAck(1, before.session())), // never said HELLO
            List.of(new Frame.Goodbye(before.session())),
            List.of(new Frame.Fenced(before.session(), 99)),
            List.of(new Frame.Ack(before.session(), Long.MAX_VALUE)),
            List.of(Objects.requireNonNull(Samples.frames().get("Reject"))),
            List.of(hello("sips-c"))); // of another name than the certificate
    for (List<Frame> order : orders) {
      Buffer bytes = Buffer.buffer();
      order.forEach(frame -> codec.encode(frame, bytes));
      comeAndSay(bytes.getBytes());
    }

    assertUndisturbed();
    assertThat(a.counts().refused()).as("REJECT without HELLO, and the wrong name").isEqualTo(2);
    assertThat(a.counts().malformed()).isZero();
  }

  @Test
  void aCrowdOfHalfOpenHandshakesAndIdleHoldersOfTheKey() throws IOException {
    for (int i = 0; i < 20; i++) {
      opened(new Socket(InetAddress.getLoopbackAddress(), a.port()));
    }
    for (int i = 0; i < 4; i++) {
      opened(Stranger.withTls(a.port(), peers));
    }

    assertUndisturbed();
    assertThat(a.counts().refused()).isGreaterThan(10);
  }

  /**
   * Waits for the HELLO, so that he is in; says it, and stays until it is read or he is thrown out.
   */
  private void comeAndSay(byte[] bytes) throws IOException {
    try (Stranger stranger = Stranger.withTls(a.port(), peers)) {
      stranger.awaitWord();
      try {
        stranger.say(bytes);
        stranger.listenFor(READ_MILLIS);
      } catch (IOException thrownOut) {
        // which is as good
      }
    }
  }

  /** Some more heartbeats, and everything is as before. */
  private void assertUndisturbed() {
    long now = a.view().atNanos();
    until("the node lives", () -> a.view().atNanos() - now > 500_000_000L, () -> a.view());
    assertThat(a.isBroken()).isFalse();
    assertThat(b.isBroken()).isFalse();
    assertThat(a.isEstablished()).isTrue();
    assertThat(b.isEstablished()).isTrue();
    NodeView.Connection after = a.view().connection();
    assertThat(after.session()).isEqualTo(before.session());
    assertThat(after.establishedNanos()).isEqualTo(before.establishedNanos());
    assertThat(after.sinceNanos()).as("never suspect either").isEqualTo(before.sinceNanos());
  }

  private Frame hello(String nodeName) {
    Frame.Hello sample = (Frame.Hello) Objects.requireNonNull(Samples.frames().get("Hello"));
    return new Frame.Hello(
        1,
        1,
        "0",
        "pair",
        nodeName,
        2,
        2,
        "boot",
        "file",
        "lock",
        "127.0.0.1:8080",
        sample.unsafeSettings(),
        sample.sharedSettings(),
        false,
        sample.status(),
        5,
        Frame.Resumption.NONE);
  }

  private byte[] framed(Frame frame) {
    Buffer buffer = Buffer.buffer();
    codec.encode(frame, buffer);
    return buffer.getBytes();
  }

  private byte[] bare(Frame frame) {
    byte[] framed = framed(frame);
    return Arrays.copyOfRange(framed, FrameCodec.LENGTH_BYTES, framed.length);
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }
}
