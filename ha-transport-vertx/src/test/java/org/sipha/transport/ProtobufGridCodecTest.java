package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.transport.wire.Wire;

/** What is in a grid outlives the servers that wrote it. */
class ProtobufGridCodecTest {
  private static final String RECORDED = "grid/format-1.hex";
  private static final String CALL = "call";
  private static final String RINGING = "ringing";
  private static final String REGISTRATION = "registration";
  private static final int OF_A_NEWER_VERSION = 999;

  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final ProtobufGridCodec codec = new ProtobufGridCodec(calls);

  @Test
  void whatEverWasWrittenDecodesForEver() throws Exception {
    Map<String, byte[]> recorded = recorded();

    assertThat(recorded).containsOnlyKeys(CALL, RINGING, REGISTRATION);
    assertThat(Bodies.decoded(codec.decodeCall(recorded.get(CALL)), calls))
        .isEqualTo(Samples.record(Samples.call()));
    assertThat(Bodies.decoded(codec.decodeCall(recorded.get(RINGING)), calls))
        .isEqualTo(Samples.record(Samples.ringing()));
    assertThat(codec.decodeRegistration(recorded.get(REGISTRATION)))
        .isEqualTo(Samples.registration());
  }

  @Test
  void whatIsWrittenMeansWhatItWasGiven() {
    CallRecord encoded =
        Samples.record(Samples.call(), new EncodedCall(calls.encode(Samples.call())));

    assertThat(
            Bodies.decoded(codec.decodeCall(codec.encode(Samples.record(Samples.call()))), calls))
        .isEqualTo(Samples.record(Samples.call()));
    assertThat(codec.decodeCall(codec.encode(encoded))).isEqualTo(encoded);
    assertThat(codec.decodeRegistration(codec.encode(Samples.registration())))
        .isEqualTo(Samples.registration());
  }

  @Test
  void whatANewerVersionWroteOfACallIsThereAgain() throws Exception {
    UnknownFieldSet newer =
        UnknownFieldSet.newBuilder()
            .addField(
                OF_A_NEWER_VERSION,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(ByteString.copyFromUtf8("later"))
                    .build())
            .build();
    Wire.Call body =
        Wire.Call.parseFrom(calls.encode(Samples.call())).toBuilder()
            .setUnknownFields(newer)
            .build();
    CallRecord ofNewer = Samples.record(Samples.call(), new EncodedCall(body.toByteArray()));

    Call worked = codec.decodeCall(codec.encode(ofNewer)).body().decoded(calls);
    byte[] written = codec.encode(CallRecord.of(worked, new Version(8, 1, 2), 0));

    Wire.Call again = Wire.Call.parseFrom(Wire.GridCall.parseFrom(written).getCall().getBody());
    assertThat(again.getUnknownFields()).isEqualTo(newer);
  }

  @Test
  void anythingElseIsRefused() {
    byte[] text = "INVITE sip:x".getBytes(StandardCharsets.US_ASCII);
    byte[] later = Wire.GridCall.newBuilder().setFormat(2).build().toByteArray();

    assertThatThrownBy(() -> codec.decodeCall(text)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decodeRegistration(text))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decodeCall(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decodeCall(later))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("format 2");
  }

  @Test
  void thatAPrimaryLacksCallsIsHeardByItsBackup() {
    PeerStatus told = Samples.status();
    PeerStatus lacking =
        new PeerStatus(
            told.role(),
            told.epoch(),
            told.highestEpoch(),
            told.calls(),
            told.registrations(),
            told.starting(),
            told.stopping(),
            told.busy(),
            told.readyForSwitchover(),
            told.readyForUpgrade(),
            told.blockers(),
            told.sync(),
            true);

    assertThat(StatusCodec.status(StatusCodec.status(lacking))).isEqualTo(lacking);
  }

  private static Map<String, byte[]> recorded() throws IOException {
    Map<String, byte[]> recorded = new LinkedHashMap<>();
    try (InputStream in =
        Objects.requireNonNull(
            ProtobufGridCodecTest.class.getClassLoader().getResourceAsStream(RECORDED))) {
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] parts = line.split(" ", 2);
        recorded.put(parts[0], HexFormat.of().parseHex(parts[1]));
      }
    }
    return recorded;
  }

  /** Writes the file of a format that isn't released yet: the directory of the resources. */
  public static void main(String[] args) throws IOException {
    ProtobufGridCodec codec = new ProtobufGridCodec(new ProtobufCallCodec());
    HexFormat hex = HexFormat.of();
    Path file = Path.of(args[0]).resolve(RECORDED);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.write(
        file,
        List.of(
            CALL + " " + hex.formatHex(codec.encode(Samples.record(Samples.call()))),
            RINGING + " " + hex.formatHex(codec.encode(Samples.record(Samples.ringing()))),
            REGISTRATION + " " + hex.formatHex(codec.encode(Samples.registration()))));
  }
}
