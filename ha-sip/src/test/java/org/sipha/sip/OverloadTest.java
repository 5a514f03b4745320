package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OverloadTest {
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(1_200);

  private long nanos;
  private final Overload overload = new Overload(() -> nanos);

  @Test
  void aQueueThatStandsIsOverload() {
    messages(120, LONG);
    assertThat(overload.isOverloaded()).isTrue();
  }

  @Test
  void aQueueThatIsWorkedOffIsNot() {
    messages(80, 5 * LONG);
    messages(120, 0);
    assertThat(overload.isOverloaded()).isFalse();
  }

  @Test
  void itIsOverAsSoonAsTheQueueIs() {
    messages(300, LONG);
    messages(210, 0);
    assertThat(overload.isOverloaded()).isFalse();
  }

  @Test
  void shortWaitsAreNot() {
    messages(200, TimeUnit.MILLISECONDS.toNanos(900));
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
