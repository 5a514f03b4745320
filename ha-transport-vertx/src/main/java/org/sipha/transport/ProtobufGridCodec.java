package org.sipha.transport;

import com.google.protobuf.InvalidProtocolBufferException;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.CallRecord;
import org.sipha.core.port.GridCodec;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.transport.wire.Wire;

/**
 * What a grid keeps, as Protocol Buffers ({@code message GridCall} and {@code GridRegistration} of
 * {@code ha.proto}). Thread-safe. What a newer version wrote of a call survives as in {@link
 * ProtobufCallCodec}.
 */
public final class ProtobufGridCodec implements GridCodec {
  private static final int FORMAT = 1;

  private final CallRecordCodec records;

  /** Encodes calls by that codec. */
  public ProtobufGridCodec(CallCodec calls) {
    records = new CallRecordCodec(calls);
  }

  @Override
  public byte[] encode(CallRecord call) {
    return Wire.GridCall.newBuilder()
        .setFormat(FORMAT)
        .setCall(records.record(call))
        .build()
        .toByteArray();
  }

  @Override
  public CallRecord decodeCall(byte[] bytes) {
    try {
      Wire.GridCall kept = Wire.GridCall.parseFrom(bytes);
      check(kept.getFormat(), kept.hasCall());
      return CallRecordCodec.record(kept.getCall());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an encoded call: " + e.getMessage(), e);
    }
  }

  @Override
  public byte[] encode(RegistrationRecord registration) {
    return Wire.GridRegistration.newBuilder()
        .setFormat(FORMAT)
        .setRegistration(RegistrationCodec.record(registration))
        .build()
        .toByteArray();
  }

  @Override
  public RegistrationRecord decodeRegistration(byte[] bytes) {
    try {
      Wire.GridRegistration kept = Wire.GridRegistration.parseFrom(bytes);
      check(kept.getFormat(), kept.hasRegistration());
      return RegistrationCodec.record(kept.getRegistration());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not an encoded registration: " + e.getMessage(), e);
    }
  }

  private static void check(int format, boolean hasContent) {
    if (format != FORMAT || !hasContent) {
      throw new IllegalArgumentException(
          "format " + format + (hasContent ? "" : " without content") + "; known is " + FORMAT);
    }
  }
}
