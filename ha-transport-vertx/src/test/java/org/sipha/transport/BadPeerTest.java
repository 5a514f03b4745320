package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.transport.Eventually.until;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.sync.SyncState;

/**
 * SPEC 3.6 over real sockets: a peer that shakes hands and then stops reading, reads slowly or
 * floods costs a primary neither calls nor memory.
 */
@Timeout(60)
class BadPeerTest {
  /** The window by the core's estimate, and what heartbeats and wrong estimates add. */
  private static final long WINDOW_BYTES = 6 << 20;

  private static final int WINDOW_FRAMES = 4_096;

  /** {@code ha-answer-sync-timeout} is 100 ms; a busy test machine may take a while longer. */
  private static final long ANSWER_MILLIS = 1_000;

  /** What may be read and not handled, in frames smaller than those of the flood. */
  private static final int MOST_FRAMES_UNHANDLED =
      PeerSocket.MAX_UNHANDLED_BYTES / RawPeer.SMALLEST_FLOOD_FRAME;

  private final LonePrimary primary;
  private final RawPeer peer;
  private long calls;

  BadPeerTest() throws Exception {
    primary = new LonePrimary();
    peer = new RawPeer(primary);
  }

  @BeforeEach
  void untilTheInventoryIsDone() {
    until(
        "synchronized",
        () -> primary.view().synchronization().state() == SyncState.DONE,
        primary::view);
  }

  @AfterEach
  void close() {
    peer.close();
    primary.close();
  }

  @Test
  void aPeerThatStopsReadingIsDroppedByAddpTimeoutAndCostsOneWindow() {
    peer.stopReading();

    assertThatItIsDroppedAndCostsOneWindow();
  }

  @Test
  void aPeerThatReadsAKilobytePerSecondIsDroppedByAddpTimeoutAndCostsOneWindow() {
    peer.readSlowly(1_000);

    assertThatItIsDroppedAndCostsOneWindow();
  }

  private void assertThatItIsDroppedAndCostsOneWindow() {
    long bytesBefore = primary.counts().bytesOut();
    long start = System.nanoTime();
    int mostFrames = 0;
    int mostInputs = 0;
    while (primary.view().connection().state() != ConnectionState.DOWN) {
      assertThat(System.nanoTime() - start).as("dropped").isLessThan(TimeUnit.SECONDS.toNanos(5));
      for (int i = 0; i < 10; i++) {
        primary.answerCall(++calls);
      }
      mostFrames = Math.max(mostFrames, primary.view().connection().outstandingFrames());
      mostInputs = Math.max(mostInputs, primary.waitingInputs());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    until("no answer waits", () -> primary.waitingAnswers() == 0, primary::view);

    assertThat(primary.view().connection().lastTrouble())
        .matches("the peer has not been heard for 1\\d{3} ms");
    assertThat(mostFrames).isBetween(1, WINDOW_FRAMES);
    assertThat(primary.counts().bytesOut() - bytesBefore).isBetween(1L, WINDOW_BYTES);
    assertThat(mostInputs).as("inputs that waited for the node").isLessThan(10_000);
    assertThat(primary.longestWaitMillis())
        .as("longest wait of an answer")
        .isLessThan(ANSWER_MILLIS);
    assertThat(primary.unprotectedAnswers()).isPositive();
    until("all calls are kept", () -> primary.view().calls() == calls, primary::view);
    until("its socket is closed", peer::isClosed, primary::view);
    assertThat(primary.isBroken()).isFalse();
  }

  /** Its heartbeats wait behind its flood, so it may be dropped; that is up to its own making. */
  @Test
  void aPeerThatFloodsIsMadeToWaitAndAnswersDoNotWaitForIt() throws Exception {
    CompletableFuture<Long> flood =
        CompletableFuture.supplyAsync(() -> peer.flood(TimeUnit.SECONDS.toNanos(3)));
    int mostInputs = 0;
    while (!flood.isDone()) {
      primary.answerCall(++calls);
      mostInputs = Math.max(mostInputs, primary.waitingInputs());
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    until("no answer waits", () -> primary.waitingAnswers() == 0, primary::view);

    assertThat(flood.get()).as("frames of the flood").isGreaterThan(10_000);
    assertThat(mostInputs).as("read and not handled").isLessThan(MOST_FRAMES_UNHANDLED);
    assertThat(primary.longestWaitMillis()).as("longest wait").isLessThan(2 * ANSWER_MILLIS);
    assertThat(primary.isBroken()).isFalse();
    try (RawPeer better = new RawPeer(primary)) {
      until(
          "synchronization with a better peer",
          () -> primary.view().synchronization().synchronizedCalls() > 0,
          () -> better + ", " + primary.view());
    }
  }
}
