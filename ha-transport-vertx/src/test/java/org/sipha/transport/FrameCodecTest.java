package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.node.CommandResult;
import org.sipha.transport.wire.Wire;

class FrameCodecTest {
  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final FrameCodec codec = new FrameCodec(calls);

  @Test
  void everyFrameAndMessageOfTheCoreHasAnEncodedForm() {
    assertThat(codec.kinds().types()).isEqualTo(kindsOf(Frame.class));
    assertThat(codec.messages().kinds().types()).isEqualTo(kindsOf(PeerMessage.class));
    assertThat(Samples.frames().values().stream().map(Object::getClass))
        .containsAll(kindsOf(Frame.class));
  }

  @Test
  void aFrameFollowsItsLength() {
    Buffer buffer = Buffer.buffer();

    codec.encode(Samples.ack(1), buffer);
    int first = buffer.length();
    codec.encode(Samples.ack(2), buffer);

    assertThat(buffer.getInt(0)).isEqualTo(first - FrameCodec.LENGTH_BYTES);
    assertThat(buffer.getInt(first)).isEqualTo(buffer.length() - first - FrameCodec.LENGTH_BYTES);
  }

  @Test
  void anEncodedCallIsSentAsItIs() throws Exception {
    byte[] fromNewerVersion =
        Wire.Call.parseFrom(calls.encode(Samples.call())).toBuilder()
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(
                        999,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("new"))
                            .build())
                    .build())
            .build()
            .toByteArray();
    Frame frame =
        Samples.data(
            new PeerMessage.CallChange(
                Samples.record(Samples.call(), new EncodedCall(fromNewerVersion))));

    assertThat(codec.decode(encode(frame))).isEqualTo(frame);
  }

  @Test
  void aCallArrivesEncoded() throws Exception {
    Call call = Samples.ringing();
    Frame frame = Samples.data(new PeerMessage.CallChange(Samples.record(call)));

    Frame.Data decoded = (Frame.Data) codec.decode(encode(frame));

    assertThat(((PeerMessage.CallChange) decoded.message()).call())
        .isEqualTo(Samples.record(call, new EncodedCall(calls.encode(call))));
  }

  @Test
  void aResultWithoutPrimaryAndAStatusWithoutSyncKeepThatTheyHaveNone() throws Exception {
    Frame.PeerStatus full = Samples.status();
    Frame.PeerStatus status =
        new Frame.PeerStatus(
            full.role(), 0, 0, 0, 0, false, false, false, false, false, List.of(), null, false);
    List<Frame> frames =
        List.of(
            new Frame.Heartbeat(0, 0, 0, 0, status, Frame.Promise.NONE, null),
            Samples.data(
                new PeerMessage.SwitchoverAnswer(
                    0, new CommandResult(CommandResult.Outcome.DONE, "", null, List.of()))));

    for (Frame frame : frames) {
      assertThat(codec.decode(encode(frame))).isEqualTo(frame);
    }
  }

  @Test
  void bytesThatAreNoFrameAreMalformedAndNothingWorse() {
    Random random = new Random(1);
    List<byte[]> frames = Samples.frames().values().stream().map(this::encode).toList();
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = frames.get(random.nextInt(frames.size())).clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        assertThat(codec.decode(damaged)).isNotNull();
      } catch (MalformedFrameException e) {
        assertThat(e).hasMessageStartingWith("a malformed frame of " + damaged.length + " bytes");
      }
    }
  }

  @Test
  void anEmptyAnUnknownAndATruncatedFrameAreMalformed() {
    byte[] whole = encode(Samples.data(new PeerMessage.CallChange(Samples.record(Samples.call()))));
    byte[] unknownKind = {(byte) (15 << 3 | 2), 0};
    byte[] truncated = Arrays.copyOf(whole, whole.length - 1);

    for (byte[] bytes : List.of(new byte[0], unknownKind, truncated)) {
      assertThatThrownBy(() -> codec.decode(bytes)).isInstanceOf(MalformedFrameException.class);
    }
  }

  @Test
  void aCallWithoutStateAndAStatusWithoutRoleAreMalformed() {
    Wire.Frame call =
        Wire.Frame.newBuilder()
            .setData(Wire.Data.newBuilder().setCallChange(Wire.CallRecord.newBuilder().setId(1)))
            .build();
    Wire.Frame status =
        Wire.Frame.newBuilder().setHeartbeat(Wire.Heartbeat.newBuilder().setSession(1)).build();

    for (Wire.Frame frame : List.of(call, status)) {
      assertThatThrownBy(() -> codec.decode(frame.toByteArray()))
          .isInstanceOf(MalformedFrameException.class);
    }
  }

  @Test
  void aListLongerThanAgreedIsMalformed() {
    PeerMessage.Held held = new PeerMessage.Held(CallId.of(1, 1, 1), new Version(1, 1, 1));
    Frame frame =
        Samples.data(
            new PeerMessage.InventoryPart(
                1, Collections.nCopies(PeerMessage.MAX_ITEMS + 1, held), List.of(), false));

    assertThatThrownBy(() -> codec.decode(encode(frame)))
        .isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void aReasonOrBlockerOfANewerVersionDoesNotMakeItsFrameMalformed() throws Exception {
    Wire.PeerStatus status =
        Wire.PeerStatus.newBuilder()
            .setRole(Wire.Role.ROLE_BACKUP)
            .addBlockers(Wire.Blocker.newBuilder().setCodeValue(99).setText("new"))
            .build();
    Wire.Frame reject =
        Wire.Frame.newBuilder()
            .setReject(
                Wire.Reject.newBuilder()
                    .setReasonValue(99)
                    .setText("because of something new")
                    .setStatus(status))
            .build();

    Frame.Reject decoded = (Frame.Reject) codec.decode(reject.toByteArray());

    assertThat(decoded.reason()).isEqualTo(Frame.Reject.Reason.PROTOCOL);
    assertThat(decoded.text()).isEqualTo("because of something new");
    assertThat(decoded.status().readyForSwitchover()).isFalse();
    assertThat(decoded.status().blockers()).isEmpty();
  }

  @Test
  void aFrameThatNoPeerWouldTakeIsNeverSent() {
    Call call = Samples.call();
    Frame frame =
        Samples.data(
            new PeerMessage.CallChange(
                Samples.record(call, new EncodedCall(new byte[FrameCodec.MAX_FRAME_BYTES]))));

    assertThatThrownBy(() -> encode(frame)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void settingsKeepTheirNames() throws Exception {
    Frame hello = Objects.requireNonNull(Samples.frames().get("Hello"));

    Frame.Hello decoded = (Frame.Hello) codec.decode(encode(hello));

    assertThat(decoded.unsafeSettings()).isEqualTo(Map.of("sip-port", "1f2e"));
    assertThat(decoded.sharedSettings()).isEqualTo(Map.of("ha-drain-timeout", "77aa"));
  }

  private byte[] encode(Frame frame) {
    Buffer buffer = Buffer.buffer();
    codec.encode(frame, buffer);
    return buffer.getBytes(FrameCodec.LENGTH_BYTES, buffer.length());
  }

  private static Set<Class<?>> kindsOf(Class<?> sealed) {
    return Stream.of(sealed.getPermittedSubclasses())
        .flatMap(type -> type.isSealed() ? kindsOf(type).stream() : Stream.of(type))
        .collect(Collectors.toSet());
  }
}
