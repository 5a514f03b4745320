package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loop, sockets, codec and loop again, wired as a server wires them. */
@Timeout(90)
class NodeLoopsOverSocketsTest {
  @TempDir Path directory;

  @Test
  void twoNodesExchangeCallsAndConfirmations() throws Exception {
    try (PingPong pair = new PingPong(200, 5_000)) {
      assertThat(pair.run()).isPositive();
    }
  }

  /** A wide bound: what it is exactly is for {@link PingPong#main} on a quiet machine. */
  @Test
  void tlsDoesNotMakeARoundTripManyTimesAsLong() throws Exception {
    PeerTls tls = new TestAuthority(directory, "pair").issue("node");

    TlsCost cost = TlsCost.measure(tls, 2_000, 10_000);

    cost.print();
    assertThat(cost.ratio()).isLessThan(10);
  }
}
