package org.sipha.hazelcast;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes a value where it belongs in the map, unless what stands there is newer: so writes may come
 * late, twice and in any order. The end of a call stays for {@value #END_KEPT_SECONDS} s and is
 * forgotten then: so long no late write of a former primary brings the call back.
 *
 * <p>Answers whether the value stands in the map now. It runs on the member that owns the key and
 * on the one with its backup.
 */
final class PutUnlessOlder
    implements EntryProcessor<String, byte[], Boolean>, IdentifiedDataSerializable {
  static final long END_KEPT_SECONDS = 60;

  private static final long FOR_GOOD = 0;

  private byte[] value;

  /** For Hazelcast, which fills it by {@link #readData}. */
  PutUnlessOlder() {
    value = new byte[0];
  }

  PutUnlessOlder(byte[] value) {
    this.value = value;
  }

  @Override
  public Boolean process(Map.Entry<String, byte[]> entry) {
    Stored ours = Stored.of(value);
    byte @Nullable [] present = entry.getValue();
    if (present != null && Stored.of(present).standsAgainst(ours)) {
      return false;
    }
    ((ExtendedMapEntry<String, byte[]>) entry)
        .setValue(value, ours.ended() ? END_KEPT_SECONDS : FOR_GOOD, TimeUnit.SECONDS);
    return true;
  }

  @Override
  public int getFactoryId() {
    return GridClasses.FACTORY;
  }

  @Override
  public int getClassId() {
    return GridClasses.PUT_UNLESS_OLDER;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByteArray(value);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    byte @Nullable [] read = in.readByteArray();
    if (read == null) {
      throw new IOException("a write without a value");
    }
    value = read;
  }
}
