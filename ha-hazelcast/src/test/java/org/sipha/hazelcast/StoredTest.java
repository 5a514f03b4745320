package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Version;

/** The head of a value, which members and servers of all versions read alike. */
class StoredTest {
  private static final Version VERSION = new Version(3, 7, 2);

  @Test
  void headAndBodyComeBack() {
    byte[] value = Stored.copy(VERSION, new byte[] {1, 2, 3});
    assertThat(Stored.of(value)).isEqualTo(new Stored(VERSION, false));
    assertThat(Stored.body(value)).containsExactly(1, 2, 3);
    assertThat(Stored.of(Stored.end(VERSION))).isEqualTo(new Stored(VERSION, true));
    assertThat(Stored.of(Stored.headOf(value))).isEqualTo(new Stored(VERSION, false));
  }

  /** So that no later version of this program moves a field by accident. */
  @Test
  void fieldsStayWhereTheyAre() {
    assertThat(Stored.copy(new Version(0x0102, 0x0304, 5), new byte[] {9}))
        .containsExactly(22, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 5, 9);
  }

  @Test
  void longerHeadOfALaterVersionIsReadToo() {
    byte[] value = Stored.copy(VERSION, new byte[] {77, 1, 2, 3});
    value[0]++; // the first byte of the body is a field that this version doesn't know
    assertThat(Stored.of(value)).isEqualTo(new Stored(VERSION, false));
    assertThat(Stored.body(value)).containsExactly(1, 2, 3);
    assertThat(Stored.of(Stored.headOf(value))).isEqualTo(new Stored(VERSION, false));
  }

  @Test
  void whatIsNoValueIsRefused() {
    byte[] value = Stored.end(VERSION);
    assertThatThrownBy(() -> Stored.of(Arrays.copyOf(value, 21)))
        .isInstanceOf(IllegalArgumentException.class);
    value[0] = 23;
    assertThatThrownBy(() -> Stored.of(value)).isInstanceOf(IllegalArgumentException.class);
    value[0] = 21;
    assertThatThrownBy(() -> Stored.of(value)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void newerStandsAgainstOlderAndAnEndAgainstACopyOfItsVersion() {
    Stored copy = new Stored(VERSION, false);
    Stored end = new Stored(VERSION, true);
    Stored older = new Stored(new Version(3, 6, 9), true);
    Stored higherEpoch = new Stored(new Version(4, 1, 1), false);
    assertThat(copy.standsAgainst(older)).isTrue();
    assertThat(older.standsAgainst(copy)).isFalse();
    assertThat(higherEpoch.standsAgainst(end)).isTrue();
    assertThat(end.standsAgainst(copy)).isTrue();
    assertThat(copy.standsAgainst(end)).isFalse();
    assertThat(copy.standsAgainst(copy)).isFalse();
    assertThat(end.standsAgainst(end)).isFalse();
  }
}
