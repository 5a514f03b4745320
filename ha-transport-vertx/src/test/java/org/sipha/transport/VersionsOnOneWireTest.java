package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.link.ProtocolRange;
import org.sipha.transport.wire.Wire;

/** A node of a version and one of the version before, over real frames (SPEC 9). */
class VersionsOnOneWireTest {
  private static final int NEWER = 0;
  private static final int OLDER = 1;
  private static final int OF_THE_CALL = 999;
  private static final int OF_A_LEG = 998;

  private final ProtobufCallCodec calls = new ProtobufCallCodec();
  private final NodesOnOneWire pair = new NodesOnOneWire();

  /** That of a newer version, which knows one thing more of a call and one of a leg. */
  private final CallCodec newerCalls =
      new CallCodec() {
        @Override
        public byte[] encode(Call call) {
          Wire.Call.Builder wire = parsed(calls.encode(call)).toBuilder();
          wire.setUnknownFields(field(OF_THE_CALL));
          wire.getABuilder().setUnknownFields(field(OF_A_LEG));
          return wire.build().toByteArray();
        }

        @Override
        public Call decode(byte[] bytes) {
          return calls.decode(bytes);
        }
      };

  @Test
  void theOlderNodeKeepsWhatItDoesNotUnderstandAlsoOfACallThatItWorksOn() {
    pair.with(NEWER, new ProtocolRange(1, 3), newerCalls);
    pair.with(OLDER, new ProtocolRange(1, 2), calls);
    meet();
    CallId untouched = pair.setUpCall(NEWER, 1);
    CallId goesOn = pair.setUpCall(NEWER, 2);
    pair.run(61);
    assertThat(pair.view(OLDER).connection().protocol()).isEqualTo(2);
    assertThat(encoded(OLDER, goesOn).getUnknownFields().hasField(OF_THE_CALL)).isTrue();

    pair.switchover(NEWER);
    pair.goOn(OLDER, goesOn);
    CallId ofTheOlder = pair.setUpCall(OLDER, 3);
    pair.run(1);
    assertThat(pair.areEqual()).isTrue();
    pair.switchover(OLDER);

    assertThat(pair.areEqual()).isTrue();
    assertThat(encoded(NEWER, goesOn).getServersList()).containsExactly(OLDER + 1);
    assertThat(encoded(NEWER, goesOn).getUnknownFields().hasField(OF_THE_CALL)).isTrue();
    assertThat(encoded(NEWER, goesOn).getA().getUnknownFields().hasField(OF_A_LEG)).isTrue();
    assertThat(encoded(OLDER, untouched).getUnknownFields().hasField(OF_THE_CALL)).isTrue();
    assertThat(encoded(NEWER, ofTheOlder).getUnknownFields().asMap()).isEmpty();
  }

  @Test
  void synchronizedToANewProcessOfTheNewerNodeThatIsStillThere() {
    pair.with(NEWER, new ProtocolRange(1, 3), newerCalls);
    pair.with(OLDER, new ProtocolRange(1, 2), calls);
    meet();
    CallId call = pair.setUpCall(NEWER, 1);
    pair.run(61);
    pair.switchover(NEWER);

    pair.restart(NEWER);
    pair.untilSynchronized(OLDER);

    assertThat(encoded(NEWER, call).getUnknownFields().hasField(OF_THE_CALL)).isTrue();
    assertThat(encoded(NEWER, call).getA().getUnknownFields().hasField(OF_A_LEG)).isTrue();
  }

  @Test
  void noWallClockIsOnTheWireWhileProtocol1IsSpokenAndOneIsWhenBothAreNew() {
    pair.with(NEWER, new ProtocolRange(1, 2), calls);
    pair.with(OLDER, new ProtocolRange(1, 1), calls);
    meet();
    pair.run(61);
    assertThat(pair.view(NEWER).connection().protocol()).isEqualTo(1);
    assertThat(pair.wallClocks()).isZero();
    assertThat(pair.view(NEWER).connection().clockDifferenceMillis()).isNull();

    pair.with(OLDER, new ProtocolRange(1, 2), calls);
    pair.restart(OLDER);
    pair.untilSynchronized(NEWER);
    pair.run(1);

    assertThat(pair.view(NEWER).connection().protocol()).isEqualTo(2);
    assertThat(pair.wallClocks()).isGreaterThan(10);
    assertThat(pair.view(NEWER).connection().clockDifferenceMillis()).isBetween(-60L, 60L);
  }

  private void meet() {
    pair.start(NEWER);
    pair.start(OLDER);
    pair.untilSynchronized(NEWER);
  }

  /** A node's copy of a call as the other one sent it. */
  private Wire.Call encoded(int index, CallId id) {
    CallRecord held = pair.record(index, id);
    assertThat(held.body()).isInstanceOf(EncodedCall.class);
    return parsed(((EncodedCall) held.body()).bytes());
  }

  private static Wire.Call parsed(byte[] bytes) {
    try {
      return Wire.Call.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private static UnknownFieldSet field(int number) {
    return UnknownFieldSet.newBuilder()
        .addField(
            number,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFromUtf8("new"))
                .build())
        .build();
  }
}
