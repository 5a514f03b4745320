package org.sipha.core.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Ids and versions of calls (DESIGN, inventory and synchronization). */
class CallValuesTest {
  @Test
  void idsOfDifferentEpochsServersAndCountersDiffer() {
    assertThat(
            Stream.of(
                CallId.of(1, 1, 0),
                CallId.of(1, 1, 1),
                CallId.of(1, 2, 0),
                CallId.of(2, 1, 0),
                CallId.of(1, CallId.MAX_SERVER_ID, (1L << 37) - 1)))
        .doesNotHaveDuplicates();
  }

  @Test
  void anIdKnowsItsEpochServerAndCounter() {
    CallId id = CallId.of((1 << 20) - 1, 5, 77);

    assertThat(id.counter()).isEqualTo(77);
    assertThat(id.isOf((1 << 20) - 1, 5)).isTrue();
    assertThat(id.isOf(1, 5)).isFalse();
    assertThat(id.isOf((1 << 20) - 1, 6)).isFalse();
  }

  @Test
  void theOrderOfTextsIsTheOrderOfIdsAlsoBeyondTheSignBit() {
    List<CallId> ids =
        List.of(
            CallId.of(1, 1, 5),
            CallId.of(1, 2, 0),
            CallId.of(2, 1, 0),
            CallId.of((1 << 20) - 1, 1, 0));

    assertThat(ids).isSorted();
    assertThat(ids).extracting(CallId::toString).isSorted();
    assertThat(ids.get(3).value()).isNegative();
  }

  @Test
  void anIdIsWrittenAs16DigitsAndReadBack() {
    CallId id = CallId.of(3, 2, 77);

    assertThat(id.toString()).hasSize(16);
    assertThat(CallId.parse(id.toString())).isEqualTo(id);
    assertThat(CallId.parse("ffffffffffffffff").value()).isEqualTo(-1);
  }

  @Test
  void whatIsNoIdIsRefused() {
    for (String text : List.of("", "12", "00000000000000000", "000000000000000g")) {
      assertThatThrownBy(() -> CallId.parse(text)).isInstanceOf(NumberFormatException.class);
    }
  }

  @Test
  void serverIdsAndCountersOutsideTheirBitsAreRefused() {
    assertThatThrownBy(() -> CallId.of(1, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CallId.of(1, CallId.MAX_SERVER_ID + 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CallId.of(1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CallId.of(1, 1, 1L << 37))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theEpochBeatsTheCounter() {
    assertThat(new Version(2, 1, 1).isNewerThan(new Version(1, 1_000, 1))).isTrue();
    assertThat(new Version(1, 1_000, 1).isNewerThan(new Version(2, 1, 1))).isFalse();
    assertThat(new Version(2, 2, 1).isNewerThan(new Version(2, 1, 1))).isTrue();
    assertThat(new Version(2, 2, 1).isNewerThan(new Version(2, 2, 1))).isFalse();
  }

  @Test
  void whatTwoWroteInTheSameEpochIsNeverEqual() {
    assertThat(new Version(2, 5, 2).isNewerThan(new Version(2, 5, 1))).isTrue();
    assertThat(new Version(2, 5, 1).isNewerThan(new Version(2, 5, 2))).isFalse();
    assertThat(new Version(2, 6, 1).isNewerThan(new Version(2, 5, 2))).isTrue();
  }

  @Test
  void theNextVersionIsAlwaysNewerWhoeverWritesIt() {
    Version version = new Version(5, 7, 1);

    assertThat(version.next(5, 2)).isEqualTo(new Version(5, 8, 2));
    assertThat(version.next(6, 2)).isEqualTo(new Version(6, 1, 2));
    assertThat(version.next(4, 1)).isEqualTo(new Version(5, 8, 1));
  }
}
