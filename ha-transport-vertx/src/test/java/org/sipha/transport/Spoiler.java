package org.sipha.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.sipha.transport.wire.Wire;

/**
 * Spoils frames, as a line, an enemy or a faulty version would: bytes that are changed, lost,
 * doubled and mixed with another frame's, and frames that are well formed and say what nobody means
 * (values at the ends of their range, unknown constants, absent fields, lists that are too long).
 */
final class Spoiler {
  private static final long[] LONGS = {
    0, 1, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 62, 1L << 32
  };
  private static final int[] INTS = {
    0, 1, -1, 2, 20, 21, 1 << 20, Integer.MAX_VALUE, Integer.MIN_VALUE
  };
  private static final int[] TIMES = {0, 2, 1_001, 5_000};

  private final Random random;

  Spoiler(long seed) {
    random = new Random(seed);
  }

  /** The frame, spoiled in one way. */
  byte[] spoil(byte[] frame, byte[] other) {
    return random.nextInt(3) == 0 ? spoilBytes(frame, other) : spoilMeaning(frame);
  }

  byte[] spoilBytes(byte[] frame, byte[] other) {
    byte[] spoiled = frame.clone();
    switch (random.nextInt(5)) {
      case 0 -> spoiled = Arrays.copyOf(frame, random.nextInt(frame.length));
      case 1 -> {
        int more = random.nextInt(other.length);
        spoiled = Arrays.copyOf(frame, frame.length + more);
        System.arraycopy(other, 0, spoiled, frame.length, more);
      }
      case 2 ->
          System.arraycopy(
              other, 0, spoiled, 0, Math.min(random.nextInt(frame.length), other.length));
      case 3 -> random.nextBytes(spoiled);
      default -> {
        for (int n = random.nextInt(4); n >= 0; n--) {
          spoiled[random.nextInt(spoiled.length)] = (byte) random.nextInt();
        }
      }
    }
    return spoiled;
  }

  /** Changes one field somewhere in it; what is no frame stays as it is. */
  byte[] spoilMeaning(byte[] frame) {
    try {
      Message.Builder builder = Wire.Frame.parseFrom(frame).toBuilder();
      spoil(builder);
      return builder.build().toByteArray();
    } catch (InvalidProtocolBufferException e) {
      return frame;
    }
  }

  private void spoil(Message.Builder builder) {
    List<FieldDescriptor> fields = new ArrayList<>(builder.getAllFields().keySet());
    if (fields.isEmpty() || random.nextInt(8) == 0) {
      fields = new ArrayList<>(builder.getDescriptorForType().getFields());
    }
    if (fields.isEmpty()) {
      return;
    }
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    if (random.nextInt(12) == 0) {
      builder.clearField(field);
    } else if (field.isRepeated()) {
      spoilList(builder, field);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      Message.Builder part = ((Message) builder.getField(field)).toBuilder();
      spoil(part);
      builder.setField(field, part.build());
    } else {
      builder.setField(field, value(field));
    }
  }

  private void spoilList(Message.Builder builder, FieldDescriptor field) {
    int size = builder.getRepeatedFieldCount(field);
    if (field.isMapField() || size == 0) {
      builder.clearField(field);
    } else if (random.nextBoolean()) {
      Object one = builder.getRepeatedField(field, random.nextInt(size));
      builder.setField(field, Collections.nCopies(TIMES[random.nextInt(TIMES.length)], one));
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      int index = random.nextInt(size);
      Message.Builder part = ((Message) builder.getRepeatedField(field, index)).toBuilder();
      spoil(part);
      builder.setRepeatedField(field, index, part.build());
    } else {
      builder.setRepeatedField(field, random.nextInt(size), value(field));
    }
  }

  private Object value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> random.nextInt(3) == 0 ? random.nextInt() : INTS[random.nextInt(INTS.length)];
      case LONG -> random.nextInt(3) == 0 ? random.nextLong() : LONGS[random.nextInt(LONGS.length)];
      case BOOLEAN -> random.nextBoolean();
      case STRING -> random.nextBoolean() ? "" : "x".repeat(random.nextInt(10_000));
      case BYTE_STRING -> ByteString.copyFrom(randomBytes());
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown(random.nextInt(30));
      default -> throw new IllegalStateException("ha.proto has no " + field.getJavaType());
    };
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return bytes;
  }
}
