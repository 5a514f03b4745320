package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loop, sockets, codec and loop again, wired as a server wires them. */
@Timeout(90)
class NodeLoopsOverSocketsTest {
  @Test
  void twoNodesExchangeCallsAndConfirmations() throws Exception {
    try (PingPong pair = new PingPong(200, 5_000)) {
      assertThat(pair.run()).isPositive();
    }
  }
}
