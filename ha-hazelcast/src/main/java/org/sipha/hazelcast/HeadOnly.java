package org.sipha.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.projection.Projection;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Of an entry only its key and the head of its value: what a server compares its table with. */
final class HeadOnly
    implements Projection<Map.Entry<String, byte[]>, byte[]>, IdentifiedDataSerializable {

  /** What it makes of an entry, read back. */
  record KeyAndHead(String key, Stored head) {
    static KeyAndHead of(byte[] projected) {
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(projected))) {
        String key = in.readUTF();
        return new KeyAndHead(key, Stored.of(in.readAllBytes()));
      } catch (IOException e) {
        throw new IllegalArgumentException("not a key and a head", e);
      }
    }
  }

  @Override
  public byte[] transform(Map.Entry<String, byte[]> entry) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(entry.getKey().length() + 2 + Stored.LENGTH);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(entry.getKey());
      out.write(Stored.headOf(entry.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory doesn't fail
    }
    return bytes.toByteArray();
  }

  @Override
  public int getFactoryId() {
    return GridClasses.FACTORY;
  }

  @Override
  public int getClassId() {
    return GridClasses.HEAD_ONLY;
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
