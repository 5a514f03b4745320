package org.sipha.hazelcast;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import com.hazelcast.spi.merge.SplitBrainMergeTypes.MapMergeTypes;
import org.jspecify.annotations.Nullable;

/**
 * What stays when two halves of a grid meet again: the version with the higher epoch, then the
 * higher counter, wherever it stood. The half that joins the other loses all that it can't hand over
 * by this policy.
 */
public final class NewerWins
    implements SplitBrainMergePolicy<byte[], MapMergeTypes<String, byte[]>, byte[]>,
        IdentifiedDataSerializable {

  @Override
  public byte[] merge(
      MapMergeTypes<String, byte[]> merging, @Nullable MapMergeTypes<String, byte[]> existing) {
    if (existing == null) {
      return merging.getValue();
    }
    byte[] stays = existing.getValue();
    byte[] comes = merging.getValue();
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
