package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class DelayCounterTest {
  private final DelayCounter counter = new DelayCounter();

  @Test
  void aBoundBelongsToItsRange() {
    long first = Delays.BOUNDS_NANOS.get(0);
    counter.add(0);
    counter.add(first);
    counter.add(first + 1);

    assertThat(counter.delays().counts()).startsWith(2L, 1L, 0L);
    assertThat(counter.delays().sumNanos()).isEqualTo(2 * first + 1);
  }

  @Test
  void whatIsLongerThanTheLastBoundIsInTheLastRange() {
    counter.add(11 * Nanos.SECOND);

    assertThat(counter.delays().counts()).endsWith(0L, 1L);
  }

  @Test
  void boundsGrow() {
    assertThat(Delays.BOUNDS_NANOS).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aRangeWithoutItsCountIsRefused() {
    assertThatThrownBy(() -> new Delays(List.of(1L), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
