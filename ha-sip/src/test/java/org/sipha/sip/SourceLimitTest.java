package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SourceLimitTest {
  private long nanos;
  private final SourceLimit limit = new SourceLimit(10, () -> nanos);

  @Test
  void aSecondsWorthIsTakenAtOnceAndThenAsMuchASecond() {
    assertThat(taken("a", 100)).isEqualTo(10);
    nanos += TimeUnit.MILLISECONDS.toNanos(500);
    assertThat(taken("a", 100)).isEqualTo(5);
    nanos += TimeUnit.HOURS.toNanos(1);
    assertThat(taken("a", 100)).isEqualTo(10);
  }

  @Test
  void oneAddressDoesNotCostAnother() {
    assertThat(taken("a", 100)).isEqualTo(10);
    assertThat(taken("b", 100)).isEqualTo(10);
  }

  @Test
  void whatCostsMoreTakesMore() {
    assertThat(limit.takes("a", 8)).isTrue();
    assertThat(limit.takes("a", 8)).isFalse();
    assertThat(taken("a", 100)).isEqualTo(2);
    nanos += TimeUnit.SECONDS.toNanos(1);
    assertThat(limit.takes("a", 50)).as("as much as a second's worth").isTrue();
    assertThat(limit.takes("a")).isFalse();
  }

  @Test
  void zeroTakesAll() {
    SourceLimit none = new SourceLimit(0, () -> nanos);
    assertThat(IntStream.range(0, 1_000).allMatch(i -> none.takes("a"))).isTrue();
  }

  /** Then it is as one that has never been seen: memory is bounded, not the count of strangers. */
  @Test
  void theOneThatWasSilentForLongestIsForgottenFirst() {
    taken("a", 10);
    taken("b", 10);
    for (int i = 0; i < SourceLimit.MAX_SOURCES - 1; i++) {
      limit.takes("stranger " + i);
    }
    assertThat(limit.takes("b")).isFalse();
    assertThat(limit.takes("a")).isTrue();
  }

  private long taken(String host, int offered) {
    return IntStream.range(0, offered).filter(i -> limit.takes(host)).count();
  }
}
