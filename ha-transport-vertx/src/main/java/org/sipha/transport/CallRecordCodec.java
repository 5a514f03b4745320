package org.sipha.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import org.sipha.core.call.CallBody;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EncodedCall;
import org.sipha.transport.wire.Wire;

/** Copies of calls, on the wire and in a grid. */
final class CallRecordCodec {
  private final CallCodec calls;

  CallRecordCodec(CallCodec calls) {
    this.calls = calls;
  }

  Wire.CallRecord record(CallRecord call) {
    return Wire.CallRecord.newBuilder()
        .setId(call.id().value())
        .setVersion(PeerMessageCodec.version(call.version()))
        .setBornSession(call.bornSession())
        .setMultisite(call.multisite())
        .setState(ProtobufCallCodec.STATES.toWire(call.state()))
        .setBody(body(call.body()))
        .setNextTimerMillis(call.nextTimerMillis())
        .build();
  }

  /**
   * An encoded call goes as it is, so that what a newer version put into it passes through this one
   * unharmed.
   */
  private ByteString body(CallBody body) {
    byte[] bytes =
        body instanceof EncodedCall encoded ? encoded.bytes() : calls.encode(body.decoded(calls));
    // Nobody changes the bytes of an encoded call, and the copy is written before anybody could.
    return UnsafeByteOperations.unsafeWrap(bytes);
  }

  /** Throws {@link IllegalArgumentException} if it makes no sense. */
  static CallRecord record(Wire.CallRecord call) {
    return new CallRecord(
        new CallId(call.getId()),
        PeerMessageCodec.version(call.getVersion()),
        call.getBornSession(),
        call.getMultisite(),
        ProtobufCallCodec.STATES.toCore(call.getState()),
        new EncodedCall(call.getBody().toByteArray()),
        call.getNextTimerMillis());
  }
}
