package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameSplitterTest {
  private final FrameSplitter splitter = new FrameSplitter();

  @Test
  void framesComeOutWholeHoweverTheyWereCut() throws Exception {
    Random random = new Random(1);
    List<byte[]> frames = new ArrayList<>();
    Buffer stream = Buffer.buffer();
    for (int i = 0; i < 200; i++) {
      byte[] frame = new byte[1 + random.nextInt(i % 10 == 0 ? 100_000 : 300)];
      random.nextBytes(frame);
      frames.add(frame);
      stream.appendInt(frame.length).appendBytes(frame);
    }

    List<byte[]> split = new ArrayList<>();
    for (int at = 0; at < stream.length(); ) {
      int part =
          Math.min(1 + random.nextInt(random.nextBoolean() ? 3 : 70_000), stream.length() - at);
      split.addAll(splitter.split(stream.getBuffer(at, at + part)));
      at += part;
    }

    assertThat(split).containsExactlyElementsOf(frames);
  }

  @Test
  void theLongestFrameIsTakenAndOneByteMoreIsNot() throws Exception {
    Buffer longest =
        Buffer.buffer()
            .appendInt(FrameCodec.MAX_FRAME_BYTES)
            .appendBytes(new byte[FrameCodec.MAX_FRAME_BYTES]);

    assertThat(splitter.split(longest)).hasSize(1);
    assertThatThrownBy(
            () -> splitter.split(Buffer.buffer().appendInt(FrameCodec.MAX_FRAME_BYTES + 1)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void lengthsThatNoFrameHasAreMalformed() {
    for (int length : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> new FrameSplitter().split(Buffer.buffer().appendInt(length)))
          .isInstanceOf(MalformedFrameException.class);
    }
  }
}
