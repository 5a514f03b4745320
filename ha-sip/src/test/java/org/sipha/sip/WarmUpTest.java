package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void everyCallIsSetUpHeldAndHungUp() {
    WarmUp.Result result = WarmUp.run(200, Duration.ofSeconds(30), new FakeCore().codec);
    assertThat(result.calls()).isEqualTo(200);
    assertThat(result.isGood()).as(result.toString()).isTrue();
  }

  @Test
  void endsWhenTimeIsUp() {
    WarmUp.Result result = WarmUp.run(1_000_000, Duration.ofMillis(50), new FakeCore().codec);
    assertThat(result.calls()).isLessThan(1_000_000);
  }
}
