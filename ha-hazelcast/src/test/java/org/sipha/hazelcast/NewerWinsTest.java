package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.spi.merge.MergingValue;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Version;

/** What stays when two halves of a grid meet again. */
class NewerWinsTest {
  private static final byte[] OLD = Stored.copy(new Version(2, 9, 1), new byte[] {1});
  private static final byte[] NEW = Stored.copy(new Version(3, 1, 2), new byte[] {2});
  private static final byte[] END_OF_NEW = Stored.end(new Version(3, 1, 2));

  @Test
  void theHigherEpochStaysWhereverItStood() {
    assertThat(merge(OLD, NEW)).isEqualTo(NEW);
    assertThat(merge(NEW, OLD)).isEqualTo(NEW);
  }

  @Test
  void anEndStaysAgainstACopyOfItsVersion() {
    assertThat(merge(NEW, END_OF_NEW)).isEqualTo(END_OF_NEW);
    assertThat(merge(END_OF_NEW, NEW)).isEqualTo(END_OF_NEW);
    assertThat(merge(END_OF_NEW, OLD)).isEqualTo(END_OF_NEW);
  }

  @Test
  void whatOnlyOneHalfHasStays() {
    assertThat(new NewerWins().merge(entry(OLD), null)).isEqualTo(OLD);
  }

  private static byte[] merge(byte[] merging, byte[] existing) {
    return new NewerWins().merge(entry(merging), entry(existing));
  }

  private static MergingValue<byte[]> entry(byte[] value) {
    return new MergingValue<>() {
      @Override
      public Object getRawValue() {
        return value;
      }

      @Override
      public byte[] getDeserializedValue() {
        return value;
      }
    };
  }
}
