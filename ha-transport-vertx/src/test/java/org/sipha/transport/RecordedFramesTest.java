package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Protocol;

/**
 * Frames recorded from each released protocol version decode for ever, to what they meant then:
 * each file holds the frames that are new in its version. A file of a released version is never
 * changed; {@link #main} writes the one of a version that isn't released yet.
 */
class RecordedFramesTest {
  private static final String DIRECTORY = "frames/";

  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final FrameCodec codec = new FrameCodec(calls);

  @TestFactory
  Stream<DynamicTest> everyRecordedFrameDecodesForEver() throws Exception {
    return recordedVersions().stream()
        .map(
            protocol ->
                dynamicTest(
                    resource(protocol),
                    () -> assertThat(decoded(protocol)).isEqualTo(Samples.newIn(protocol))));
  }

  @Test
  void eachVersionThatIsSpokenHasItsFile() throws Exception {
    assertThat(recordedVersions())
        .containsExactlyElementsOf(IntStream.rangeClosed(1, Protocol.max()).boxed().toList());
  }

  private Map<String, Frame> decoded(int protocol) throws Exception {
    Map<String, Frame> decoded = new LinkedHashMap<>();
    for (Map.Entry<String, byte[]> entry : recorded(resource(protocol)).entrySet()) {
      decoded.put(entry.getKey(), Bodies.decoded(codec.decode(entry.getValue()), calls));
    }
    return decoded;
  }

  private static List<Integer> recordedVersions() throws Exception {
    Path directory =
        Path.of(
            Objects.requireNonNull(RecordedFramesTest.class.getClassLoader().getResource(DIRECTORY))
                .toURI());
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .map(file -> file.getFileName().toString().replaceAll("protocol-|\\.hex", ""))
          .map(Integer::valueOf)
          .sorted()
          .toList();
    }
  }

  private static String resource(int protocol) {
    return DIRECTORY + "protocol-" + protocol + ".hex";
  }

  @Test
  void whatThisVersionWritesMeansWhatItWasGiven() throws Exception {
    for (Frame frame : Samples.frames().values()) {
      Frame decoded = codec.decode(encode(codec, frame));

      assertThat(Bodies.decoded(decoded, calls)).isEqualTo(frame);
    }
  }

  /** Writes the frames that are new in a protocol version: the directory, the version. */
  public static void main(String[] args) throws IOException {
    FrameCodec codec = new FrameCodec(new ProtobufCallCodec());
    int protocol = Integer.parseInt(args[1]);
    List<String> lines = new ArrayList<>();
    Samples.newIn(protocol)
        .forEach(
            (name, frame) ->
                lines.add(name + " " + HexFormat.of().formatHex(encode(codec, frame))));
    Files.write(Path.of(args[0]).resolve(resource(protocol)), lines);
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
