package org.sipha.config.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void pausesDoubleUpToAMinuteAndAreShortOfThatByChance() {
    Backoff longest = new Backoff(() -> 0);
    Backoff shortest = new Backoff(() -> 1);
    assertThat(longest.pause()).isEqualTo(Duration.ofSeconds(10));
    assertThat(shortest.pause()).isEqualTo(Duration.ofSeconds(10));
    for (int seconds : new int[] {10, 20, 40, 60, 60}) {
      longest.failed();
      shortest.failed();
      assertThat(longest.pause()).isEqualTo(Duration.ofSeconds(seconds));
      assertThat(shortest.pause()).isEqualTo(Duration.ofMillis(seconds * 800L));
    }
    for (int i = 0; i < 100; i++) {
      longest.failed();
    }
    assertThat(longest.pause()).isEqualTo(Duration.ofSeconds(60));
    longest.succeeded();
    assertThat(longest.pause()).isEqualTo(Duration.ofSeconds(10));
  }
}
