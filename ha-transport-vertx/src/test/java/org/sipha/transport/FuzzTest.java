package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.sun.management.ThreadMXBean;
import io.vertx.core.buffer.Buffer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sipha.core.link.Frame;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.transport.wire.Wire;

/**
 * Whatever comes, the decoder says either what it means or that it is malformed, and whatever the
 * decoder lets through, a node can be given: it may refuse it, drop the connection and begin anew,
 * but it doesn't break. A failure names its seed.
 */
@Timeout(120)
class FuzzTest {
  private static final int FRAMES = Integer.getInteger("sipha.fuzz.frames", 100_000);
  private static final int HISTORIES = Integer.getInteger("sipha.fuzz.histories", 300);
  private static final int CALLS = 30;

  private final FrameCodec codec = new FrameCodec(new ProtobufCallCodec());

  @Test
  void everythingIsAFrameOrMalformedAndNothingWorse() {
    List<byte[]> recorded = Samples.frames().values().stream().map(this::encode).toList();
    Random random = new Random(1);
    int good = 0;
    for (int seed = 0; seed < FRAMES; seed++) {
      Spoiler spoiler = new Spoiler(seed);
      byte[] bytes = recorded.get(random.nextInt(recorded.size()));
      for (int n = random.nextInt(3); n >= 0 && bytes.length > 0; n--) {
        bytes = spoiler.spoil(bytes, recorded.get(random.nextInt(recorded.size())));
      }
      good += isFrame(bytes, seed) ? 1 : 0;
    }
    assertThat(good).isBetween(FRAMES / 10, FRAMES * 9 / 10); // else one of the two isn't tried
  }

  private boolean isFrame(byte[] bytes, long seed) {
    try {
      Frame frame = codec.decode(bytes);
      // What was understood can be said again, as when a page or the log shows it.
      assertThat(frame.toString()).isNotEmpty();
      return true;
    } catch (MalformedFrameException e) {
      assertThat(e).hasMessageStartingWith("a malformed frame of " + bytes.length + " bytes");
      return false;
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed + " of " + bytes.length + " bytes", e);
    }
  }

  /** As many things as possible in the longest frame that is read at all. */
  @Test
  void theWorstFrameTakesABoundedAmountOfMemory() {
    Wire.Blocker blocker = Wire.Blocker.getDefaultInstance();
    Wire.Held held = Wire.Held.getDefaultInstance();
    int most = (FrameCodec.MAX_FRAME_BYTES - 100) / 2;
    List<Wire.Frame> worst =
        List.of(
            frame(
                Wire.Data.newBuilder()
                    .setInventoryPart(
                        Wire.InventoryPart.newBuilder()
                            .addAllCalls(Collections.nCopies(most, held)))),
            frame(
                Wire.Data.newBuilder()
                    .setMissingCalls(
                        Wire.CallIds.newBuilder()
                            .addAllIds(LongStream.range(0, most / 4).boxed().toList()))),
            Wire.Frame.newBuilder()
                .setReject(
                    Wire.Reject.newBuilder()
                        .setStatus(
                            Wire.PeerStatus.newBuilder()
                                .setRole(Wire.Role.ROLE_BACKUP)
                                .addAllBlockers(Collections.nCopies(most, blocker))))
                .build(),
            frame(
                Wire.Data.newBuilder()
                    .setCallChange(
                        Wire.CallRecord.newBuilder()
                            .setState(Wire.CallState.CALL_STATE_ANSWERED)
                            .setBody(ByteString.copyFrom(new byte[2 * most])))));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (Wire.Frame frame : worst) {
      byte[] bytes = frame.toByteArray();
      assertThat(bytes.length).isLessThanOrEqualTo(FrameCodec.MAX_FRAME_BYTES);
      long before = threads.getCurrentThreadAllocatedBytes();

      isFrame(bytes, 0);

      assertThat(threads.getCurrentThreadAllocatedBytes() - before)
          .as(frame.getKindCase() + " " + frame.getData().getMessageCase())
          .isLessThan(80L << 20);
    }
  }

  @Test
  void aLengthIsCheckedBeforeMemoryIsTakenForIt() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Buffer announced = Buffer.buffer().appendInt(Integer.MAX_VALUE);
    refuse(announced); // classes are loaded

    long before = threads.getCurrentThreadAllocatedBytes();
    refuse(announced);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  private static void refuse(Buffer announced) {
    try {
      new FrameSplitter().split(announced);
    } catch (MalformedFrameException e) {
      return;
    }
    throw new AssertionError("taken");
  }

  /** Numbers from which the core would go on counting. */
  @Test
  void numbersThatNobodyCanHaveCountedAreMalformed() {
    Wire.Version negative = Wire.Version.newBuilder().setEpoch(-1).build();
    Wire.Version last = Wire.Version.newBuilder().setCounter(Long.MAX_VALUE).build();
    Wire.PeerStatus status = Wire.PeerStatus.newBuilder().setRole(Wire.Role.ROLE_BACKUP).build();
    List<Wire.Frame> frames =
        List.of(
            frame(Wire.Data.newBuilder().setCallEnd(Wire.Held.newBuilder().setVersion(negative))),
            frame(Wire.Data.newBuilder().setCallEnd(Wire.Held.newBuilder().setVersion(last))),
            frame(Wire.Data.newBuilder().setHandOverConfirmed(Long.MAX_VALUE)),
            frame(Wire.Data.newBuilder().setEpoch(-5).setClaimPrimary(1)),
            Wire.Frame.newBuilder().setFenced(Wire.Fenced.newBuilder().setEpoch(-1)).build(),
            heartbeat(status.toBuilder().setHighestEpoch(Long.MAX_VALUE)),
            heartbeat(status.toBuilder().setCalls(-1)),
            heartbeat(
                status.toBuilder()
                    .setSync(
                        Wire.SyncReport.newBuilder()
                            .setState(Wire.SyncReport.State.STATE_DONE)
                            .setMissing(-1))));

    for (Wire.Frame frame : frames) {
      assertThatThrownBy(() -> codec.decode(frame.toByteArray()))
          .as(frame.toString())
          .isInstanceOf(MalformedFrameException.class);
    }
  }

  /** Two real nodes, real encoding, and a wire that spoils one frame of ten. */
  @Test
  void noFrameBreaksANode() {
    List<Long> established = new ArrayList<>();
    for (long seed = 0; seed < HISTORIES; seed++) {
      try {
        established.add(live(seed));
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertThat(established).filteredOn(sessions -> sessions > 0).hasSizeGreaterThan(HISTORIES / 2);
  }

  /** Sessions that ended while frames were spoiled; afterwards the pair must come round. */
  private static long live(long seed) {
    NodesOnOneWire pair = new NodesOnOneWire();
    pair.start(0);
    pair.start(1);
    pair.untilSynchronized(0);
    for (int i = 0; i < CALLS; i++) {
      pair.setUpCall(0, i);
    }
    Spoiler spoiler = new Spoiler(seed);
    Random random = new Random(seed);
    List<byte[]> seen = new ArrayList<>();
    long sessions = 0;
    pair.spoil(
        bytes -> {
          seen.add(bytes);
          return random.nextInt(10) == 0
              ? spoiler.spoil(bytes, seen.get(random.nextInt(seen.size())))
              : bytes;
        });
    for (int i = 0; i < 20; i++) {
      pair.changeCall(0, pair.setUpCall(0, CALLS + i));
      pair.run(0.5);
      sessions += pair.connection(0) == ConnectionState.ESTABLISHED ? 1 : 0;
    }
    return sessions;
  }

  private static Wire.Frame frame(Wire.Data.Builder data) {
    return Wire.Frame.newBuilder().setData(data).build();
  }

  private static Wire.Frame heartbeat(Wire.PeerStatus.Builder status) {
    return Wire.Frame.newBuilder()
        .setHeartbeat(Wire.Heartbeat.newBuilder().setStatus(status))
        .build();
  }

  private byte[] encode(Frame frame) {
    Buffer buffer = Buffer.buffer();
    codec.encode(frame, buffer);
    return buffer.getBytes(FrameCodec.LENGTH_BYTES, buffer.length());
  }
}
