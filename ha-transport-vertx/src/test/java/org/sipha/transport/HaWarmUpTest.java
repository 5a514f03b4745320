package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class HaWarmUpTest {
  @Test
  void everyCallIsCopiedAndForgottenAgain() {
    assertThat(HaWarmUp.run(600, Duration.ofSeconds(30), new ProtobufCallCodec())).isEqualTo(1_200);
  }

  @Test
  void endsWhenTimeIsUp() {
    assertThat(HaWarmUp.run(600, Duration.ZERO, new ProtobufCallCodec())).isZero();
  }
}
