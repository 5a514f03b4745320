package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.node.Effect.CloseSocket;

/** SPEC 3.6 at the bounds that a well-behaved peer never reaches. */
class NodeBoundsTest {
  private static final int MAX_SOCKETS = 8;

  private final HandDrivenNode node = new HandDrivenNode();

  @Test
  void aNinthSocketIsClosedAndTheOthersStay() {
    for (int socket = 1; socket <= MAX_SOCKETS; socket++) {
      node.give(new Input.SocketOpened(socket, false));
    }
    assertThat(node.closed()).isEmpty();

    node.give(new Input.SocketOpened(9, false));

    assertThat(node.closed()).containsExactly(new CloseSocket(9, "too many sockets"));
  }

  @Test
  void aPeerThatAsksForMoreAtOnceThanAnInventoryNeedsIsDropped() {
    node.connect();
    // Answered as fast as it asks, as long as the window has room.
    for (int i = 0; i < 4_096; i++) {
      node.message(new DigestRequest(1, 4, Buckets.ALL));
    }
    assertThat(node.closed()).isEmpty();

    for (int i = 0; i < 4; i++) {
      node.message(new DigestRequest(1, 4, Buckets.ALL));
    }
    assertThat(node.closed()).isEmpty();
    node.message(new DigestRequest(1, 4, Buckets.ALL));

    assertThat(node.closed())
        .extracting(CloseSocket::reason)
        .containsExactly("the peer asks for more at once than an inventory needs");
    assertThat(node.saidThat("HA connection established -> down")).isTrue();
  }

  @Test
  void theTimelineKeepsTheLast100Events() {
    Turn turn = new Turn(0);
    for (int i = 1; i <= 101; i++) {
      turn.event("event " + i);
    }

    assertThat(turn.events()).hasSize(100);
    assertThat(turn.events().get(0).text()).isEqualTo("event 2");
    assertThat(turn.events().get(99).text()).isEqualTo("event 101");
  }
}
