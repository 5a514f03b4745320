package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.transport.Eventually.until;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.node.Input;

/**
 * What the core relies on from whatever implements {@link org.sipha.core.port.PeerSockets} over
 * TCP: shown on real sockets of this machine, with peers that behave and peers that don't.
 */
@Timeout(60)
abstract class PeerLinkContract {
  private static final int NO_PORT = 9; // discard: nobody listens there
  private static final int SOME = 3_000;

  private final List<AutoCloseable> open = new ArrayList<>();

  /** An end that listens on a port of its own and dials {@code peerPort}. */
  abstract LinkEnd end(int peerPort);

  /** Somebody who is let in as the peer would be. */
  abstract Stranger stranger(LinkEnd end) throws IOException;

  /** A peer for an end. */
  abstract SilentPeer silentPeer() throws IOException;

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  /** Two ends with a socket between them. */
  private final class Pair {
    final LinkEnd listener = opened(end(NO_PORT));
    final LinkEnd dialler = opened(end(listener.port()));
    final long atDialler;
    final long atListener;

    Pair() {
      dialler.sockets().dial();
      Input.SocketOpened dialled = dialler.inputs().await(Input.SocketOpened.class, 1);
      Input.SocketOpened accepted = listener.inputs().await(Input.SocketOpened.class, 1);
      assertThat(dialled.dialled()).isTrue();
      assertThat(accepted.dialled()).isFalse();
      atDialler = dialled.socket();
      atListener = accepted.socket();
    }

    void assertStillWorks() {
      int before = listener.inputs().frames(atListener).size();
      int beforeBack = dialler.inputs().frames(atDialler).size();
      dialler.sockets().send(atDialler, Samples.ack(1));
      listener.sockets().send(atListener, Samples.ack(2));
      until(
          "frames both ways",
          () ->
              listener.inputs().frames(atListener).size() > before
                  && dialler.inputs().frames(atDialler).size() > beforeBack,
          () -> listener.inputs().all());
    }
  }

  @Test
  void framesArriveCompleteAndInOrderBothWays() {
    Pair pair = new Pair();

    for (int i = 1; i <= SOME; i++) {
      pair.dialler.sockets().send(pair.atDialler, Samples.ack(i));
      pair.listener.sockets().send(pair.atListener, Samples.ack(-i));
    }

    awaitFrames(pair.listener, pair.atListener, SOME);
    awaitFrames(pair.dialler, pair.atDialler, SOME);
    assertThat(pair.listener.inputs().frames(pair.atListener)).isEqualTo(acks(1, SOME));
    assertThat(pair.dialler.inputs().frames(pair.atDialler))
        .isEqualTo(IntStream.rangeClosed(1, SOME).mapToObj(i -> Samples.ack(-i)).toList());
  }

  @Test
  void everyKindOfFrameArrives() {
    Pair pair = new Pair();
    List<Frame> frames = List.copyOf(Samples.frames().values());

    frames.forEach(frame -> pair.dialler.sockets().send(pair.atDialler, frame));

    awaitFrames(pair.listener, pair.atListener, frames.size());
    assertThat(
            pair.listener.inputs().frames(pair.atListener).stream()
                .map(frame -> Bodies.decoded(frame, new ProtobufCallCodec())))
        .isEqualTo(frames);
  }

  @Test
  void largeAndSmallFramesKeepTheirOrder() {
    Pair pair = new Pair();
    Frame large = callOf(900_000);

    for (int i = 0; i < 5; i++) {
      pair.dialler.sockets().send(pair.atDialler, large);
      pair.dialler.sockets().send(pair.atDialler, Samples.ack(i));
    }

    awaitFrames(pair.listener, pair.atListener, 10);
    assertThat(pair.listener.inputs().frames(pair.atListener))
        .isEqualTo(
            IntStream.range(0, 10).mapToObj(i -> i % 2 == 0 ? large : Samples.ack(i / 2)).toList());
  }

  @Test
  void whatWasSentBeforeAClosingArrivesBeforeIt() {
    Pair pair = new Pair();

    for (int i = 1; i <= SOME; i++) {
      pair.dialler.sockets().send(pair.atDialler, Samples.ack(i));
    }
    pair.dialler.sockets().close(pair.atDialler, "replaced");

    pair.listener.inputs().awaitClosed(pair.atListener);
    assertThat(pair.listener.inputs().frames(pair.atListener)).isEqualTo(acks(1, SOME));
    assertThat(pair.dialler.inputs().awaitClosed(pair.atDialler).text()).isEqualTo("replaced");
  }

  /**
   * Closing a socket with unread bytes resets it, and a reset discards what is still on its way.
   */
  @Test
  void theLastFrameArrivesThoughBothSidesWereStillSending() {
    Frame frame = callOf(50_000);
    for (int round = 0; round < 5; round++) {
      Pair pair = new Pair();
      for (int i = 0; i < 60; i++) {
        pair.listener.sockets().send(pair.atListener, frame);
        pair.dialler.sockets().send(pair.atDialler, frame);
      }
      pair.dialler.sockets().send(pair.atDialler, new Frame.Goodbye(1));
      pair.dialler.sockets().close(pair.atDialler, "stopping");

      String closed = pair.listener.inputs().awaitClosed(pair.atListener).text();
      List<Frame> frames = pair.listener.inputs().frames(pair.atListener);
      assertThat(frames.size()).as("frames before: %s", closed).isEqualTo(61);
      assertThat(frames.get(60)).isEqualTo(new Frame.Goodbye(1));
      pair.dialler.close();
      pair.listener.close();
    }
  }

  @Test
  void nothingComesFromASocketAfterItsClosing() {
    Pair pair = new Pair();

    pair.dialler.sockets().close(pair.atDialler, "done");
    pair.listener.inputs().awaitClosed(pair.atListener);
    pair.dialler.inputs().awaitClosed(pair.atDialler);
    pair.dialler.sockets().send(pair.atDialler, Samples.ack(1));
    pair.listener.sockets().send(pair.atListener, Samples.ack(1));
    pair.dialler.sockets().close(pair.atDialler, "again");

    pair.dialler.sockets().dial();
    pair.dialler.inputs().await(Input.SocketOpened.class, 2);
    pair.listener.inputs().await(Input.SocketOpened.class, 2);
    assertThat(pair.listener.inputs().all()).noneMatch(Input.FrameReceived.class::isInstance);
    assertThat(pair.dialler.inputs().all().stream().filter(Input.SocketClosed.class::isInstance))
        .hasSize(1);
  }

  @Test
  void socketNumbersAreNeverUsedTwice() {
    Pair pair = new Pair();
    pair.dialler.sockets().close(pair.atDialler, "done");
    pair.listener.inputs().awaitClosed(pair.atListener);

    pair.dialler.sockets().dial();

    assertThat(pair.dialler.inputs().await(Input.SocketOpened.class, 2).socket())
        .isNotEqualTo(pair.atDialler);
    assertThat(pair.listener.inputs().await(Input.SocketOpened.class, 2).socket())
        .isNotEqualTo(pair.atListener);
  }

  @Test
  void aDialThatIsRefusedSaysToWhom() {
    int port = opened(end(NO_PORT)).port();
    LinkEnd alone = opened(end(port));
    closeFirst();

    alone.sockets().dial();

    assertThat(alone.inputs().await(Input.DialFailed.class, 1).text())
        .contains("127.0.0.1:" + port);
  }

  @Test
  void aPeerThatVanishesIsSeenAsClosed() throws Exception {
    try (SilentPeer peer = silentPeer()) {
      LinkEnd end = opened(end(peer.port()));
      end.sockets().dial();
      long socket = end.inputs().await(Input.SocketOpened.class, 1).socket();

      peer.socket().close();

      end.inputs().awaitClosed(socket);
    }
  }

  @Test
  void garbageOnThePortClosesItsSocketAndNoOther() throws Exception {
    Pair pair = new Pair();
    byte[][] garbage = {
      "GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
      ByteBuffer.allocate(8).putInt(4).putInt(0x7fffffff).array(),
      ByteBuffer.allocate(4).putInt(0).array(),
      ByteBuffer.allocate(4).putInt(FrameCodec.MAX_FRAME_BYTES + 1).array(),
      ByteBuffer.allocate(4).putInt(-1).array()
    };

    for (byte[] bytes : garbage) {
      try (Stranger stranger = stranger(pair.listener)) {
        stranger.say(bytes);
        stranger.awaitCutOff();
      }
    }

    pair.assertStillWorks();
    assertThat(pair.listener.counts().malformed()).isEqualTo(garbage.length);
    assertThat(pair.listener.inputs().isClosed(pair.atListener)).isFalse();
  }

  @Test
  void anOversizedFrameIsRefusedBeforeItIsRead() throws Exception {
    LinkEnd end = opened(end(NO_PORT));
    try (Stranger stranger = stranger(end)) {
      stranger.say(ByteBuffer.allocate(4).putInt(FrameCodec.MAX_FRAME_BYTES + 1).array());

      stranger.awaitCutOff();
    }
    long socket = end.inputs().await(Input.SocketOpened.class, 1).socket();
    assertThat(end.inputs().awaitClosed(socket).text()).contains("1048577 bytes");
  }

  @Test
  void aPeerThatDoesNotReadIsClosedAtTheBoundWithoutWaitingForIt() throws Exception {
    try (SilentPeer frozen = silentPeer()) {
      LinkEnd end = opened(end(frozen.port()));
      end.sockets().dial();
      long socket = end.inputs().await(Input.SocketOpened.class, 1).socket();
      Frame frame = callOf(60_000);
      long start = System.nanoTime();

      for (int sent = 0; sent < 64 << 20 && !end.inputs().isClosed(socket); sent += 60_000) {
        end.sockets().send(socket, frame);
      }

      end.inputs().awaitClosed(socket);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
      assertThat(end.counts().slow()).isEqualTo(1);
      // The bound, and what the two operating systems' buffers took before.
      assertThat(end.counts().bytesOut()).isLessThan(24 << 20);
    }
  }

  @Test
  void aFrozenPeerDoesNotHoldUpTheClosing() throws Exception {
    try (SilentPeer frozen = silentPeer()) {
      LinkEnd end = opened(end(frozen.port()));
      end.sockets().dial();
      long socket = end.inputs().await(Input.SocketOpened.class, 1).socket();
      Frame frame = callOf(900_000);
      for (int i = 0; i < 8; i++) { // more than the buffers of the operating system take
        end.sockets().send(socket, frame);
      }
      long start = System.nanoTime();

      end.sockets().close(socket, "silent");

      assertThat(end.inputs().awaitClosed(socket).text()).isEqualTo("silent");
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
    }
  }

  @Test
  void aNodeThatDoesNotKeepUpMakesThePeerWaitAndLosesNothing() {
    Pair pair = new Pair();
    Frame frame = callOf(50_000);
    int frames = 140; // 7 MB: below the bound at which a socket is closed
    pair.listener.inputs().hold();

    for (int i = 0; i < frames; i++) {
      pair.dialler.sockets().send(pair.atDialler, frame);
    }

    until(
        "about 1 MB given to the node",
        () -> pair.listener.inputs().frames(pair.atListener).size() >= 20,
        () -> pair.listener.inputs().frames(pair.atListener).size());
    pair.dialler.sockets().dial(); // what takes a moment, so that more would have come
    pair.listener.inputs().await(Input.SocketOpened.class, 2);
    assertThat(pair.listener.inputs().frames(pair.atListener)).hasSizeLessThan(60);

    pair.listener.letGo();

    awaitFrames(pair.listener, pair.atListener, frames);
    assertThat(pair.listener.inputs().isClosed(pair.atListener)).isFalse();
  }

  @Test
  void noMoreThanEightStrangersAreLetIn() throws Exception {
    LinkEnd end = opened(end(NO_PORT));
    for (int i = 0; i < PeerSocketBridge.MAX_ACCEPTED; i++) {
      opened(stranger(end));
    }
    end.inputs().await(Input.SocketOpened.class, PeerSocketBridge.MAX_ACCEPTED);

    try (Stranger ninth = stranger(end)) {
      ninth.awaitCutOff();
    }
    end.sockets().close(end.inputs().await(Input.SocketOpened.class, 1).socket(), "said nothing");
    end.inputs().await(Input.SocketClosed.class, 1);
    opened(stranger(end));

    end.inputs().await(Input.SocketOpened.class, PeerSocketBridge.MAX_ACCEPTED + 1);
    assertThat(end.counts().refused()).isEqualTo(1);
  }

  @Test
  void whatGoesOverTheConnectionIsCounted() {
    Pair pair = new Pair();

    for (int i = 0; i < SOME; i++) {
      pair.dialler.sockets().send(pair.atDialler, Samples.ack(i));
    }

    awaitFrames(pair.listener, pair.atListener, SOME);
    assertThat(pair.dialler.counts().framesOut()).isEqualTo(SOME);
    assertThat(pair.listener.counts().framesIn()).isEqualTo(SOME);
    assertThat(pair.listener.counts().bytesIn()).isEqualTo(pair.dialler.counts().bytesOut());
  }

  private <T extends AutoCloseable> T opened(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private void closeFirst() {
    try {
      open.remove(0).close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void awaitFrames(LinkEnd end, long socket, int count) {
    until(
        count + " frames",
        () -> end.inputs().frames(socket).size() >= count,
        () -> end.inputs().frames(socket).size());
  }

  private static List<Frame> acks(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(Samples::ack).toList();
  }

  private static Frame callOf(int bytes) {
    return Samples.data(
        new PeerMessage.CallChange(
            Samples.record(Samples.call(), new EncodedCall(new byte[bytes]))));
  }
}
