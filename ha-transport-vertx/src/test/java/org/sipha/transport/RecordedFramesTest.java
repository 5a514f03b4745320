package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame;

/**
 * Frames recorded from each released protocol version decode for ever, to what they meant then. A
 * file of a released version is never changed; {@link #main} writes the one of a version that isn't
 * released yet.
 */
class RecordedFramesTest {
  private static final String PROTOCOL_1 = "frames/protocol-1.hex";

  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final FrameCodec codec = new FrameCodec(calls);

  @Test
  void framesOfProtocol1DecodeForEver() throws Exception {
    Map<String, byte[]> recorded = recorded(PROTOCOL_1);

    Map<String, Frame> decoded = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : recorded.entrySet()) {
      decoded.put(entry.getKey(), Bodies.decoded(codec.decode(entry.getValue()), calls));
    }

    assertThat(decoded).isEqualTo(Samples.frames());
  }

  @Test
  void whatThisVersionWritesMeansWhatItWasGiven() throws Exception {
    for (Frame frame : Samples.frames().values()) {
      Frame decoded = codec.decode(encode(codec, frame));

      assertThat(Bodies.decoded(decoded, calls)).isEqualTo(frame);
    }
  }

  /** Writes the recorded frames again, into the directory given. */
  public static void main(String[] args) throws IOException {
    FrameCodec codec = new FrameCodec(new ProtobufCallCodec());
    List<String> lines = new ArrayList<>();
    Samples.frames()
        .forEach(
            (name, frame) ->
                lines.add(name + " " + HexFormat.of().formatHex(encode(codec, frame))));
    Files.write(Path.of(args[0]).resolve(PROTOCOL_1), lines);
  }

  private static byte[] encode(FrameCodec codec, Frame frame) {
    Buffer buffer = Buffer.buffer();
    codec.encode(frame, buffer);
    return buffer.getBytes(FrameCodec.LENGTH_BYTES, buffer.length());
  }

  private static Map<String, byte[]> recorded(String resource) throws IOException {
    Map<String, byte[]> frames = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(
            RecordedFramesTest.class.getClassLoader().getResourceAsStream(resource), resource)) {
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] parts = line.split(" ", 2);
        frames.put(parts[0], HexFormat.of().parseHex(parts[1]));
      }
    }
    return frames;
  }
}
