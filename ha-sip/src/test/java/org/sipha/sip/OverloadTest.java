package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OverloadTest {
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(60);

  private long nanos;
  private final Overload overload = new Overload(() -> nanos);

  @Test
  void aQueueThatStandsIsOverload() {
    messages(20, LONG);
    assertThat(overload.isOverloaded()).isTrue();
  }

  @Test
  void aQueueThatIsWorkedOffIsNot() {
    messages(8, 5 * LONG);
    messages(12, 0);
    assertThat(overload.isOverloaded()).isFalse();
  }

  @Test
  void itIsOverAsSoonAsTheQueueIs() {
    messages(50, LONG);
    messages(20, 0);
    assertThat(overload.isOverloaded()).isFalse();
  }

  @Test
  void shortWaitsAreNot() {
    messages(100, TimeUnit.MILLISECONDS.toNanos(40));
    assertThat(overload.isOverloaded()).isFalse();
  }

  /** One each 10 ms. */
  private void messages(int count, long waitedNanos) {
    for (int i = 0; i < count; i++) {
      nanos += TimeUnit.MILLISECONDS.toNanos(10);
      overload.waited(waitedNanos);
    }
  }
}
