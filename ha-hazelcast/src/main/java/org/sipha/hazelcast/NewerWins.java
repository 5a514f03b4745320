package org.sipha.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;

/**
 * What stays when two halves of a grid meet again: the version with the higher epoch, then the
 * higher counter, wherever it stood. The half that joins the other loses all that it can't hand
 * over by this policy.
 */
public final class NewerWins
    implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]>,
        IdentifiedDataSerializable {

  @Override
  public byte[] merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
    if (existing == null) {
      return merging.getDeserializedValue();
    }
    byte[] stays = existing.getDeserializedValue();
    byte[] comes = merging.getDeserializedValue();
    return Stored.of(stays).standsAgainst(Stored.of(comes)) ? stays : comes;
  }

  @Override
  public int getFactoryId() {
    return GridClasses.FACTORY;
  }

  @Override
  public int getClassId() {
    return GridClasses.NEWER_WINS;
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
