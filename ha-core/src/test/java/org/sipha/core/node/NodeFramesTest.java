package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Fenced;
import org.sipha.core.link.Frame.Goodbye;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Role;

/** What a node makes of the frames that end something, and when it says them itself. */
class NodeFramesTest {
  private final HandDrivenNode node = new HandDrivenNode();

  @Test
  void theGoodbyeOfThePrimaryEndsTheSessionAndTheBackupWantsTheRightAtOnce() {
    node.connect();
    node.pass(Duration.ofMillis(100));
    assertThat(node.view().role()).isEqualTo(Role.BACKUP);

    node.frame(new Goodbye(node.session()));

    assertThat(node.saidThat("sips-a says goodbye")).isTrue();
    assertThat(node.saidThat("HA connection established -> down: the peer said goodbye")).isTrue();
    assertThat(node.wanted(Effect.AskArbiter.class))
        .as("not as after a silence, which says nothing")
        .containsExactly(new Effect.AskArbiter(AskReason.PEER_GONE, 0));
  }

  @Test
  void aPrimaryStandsDownWhenThePeerSaysThatItServesInAHigherEpoch() {
    node.serve();
    node.connect();
    node.pass(Duration.ofMillis(100));
    assertThat(node.view().role()).isEqualTo(Role.PRIMARY);

    node.frame(new Fenced(node.session() + 1, 9));
    node.pass(Duration.ofMillis(50));
    assertThat(node.view().role()).as("told in another session").isEqualTo(Role.PRIMARY);
    node.frame(new Fenced(node.session(), 9));
    node.pass(Duration.ofMillis(50));

    assertThat(node.view().role()).isEqualTo(Role.NONE);
    assertThat(node.saidThat("the peer is primary in epoch 9")).isTrue();
  }

  @Test
  void aNewProcessOfThePrimaryHasTheBackupAskForTheRightAtOnce() {
    node.connect();
    node.pass(Duration.ofMillis(100));
    assertThat(node.wanted(Effect.AskArbiter.class)).isEmpty();

    node.restartThePeer();
    node.connect();

    assertThat(node.saidThat("the primary's process is gone")).isTrue();
    assertThat(node.wanted(Effect.AskArbiter.class))
        .containsExactly(new Effect.AskArbiter(AskReason.PEER_GONE, 0));
  }

  @Test
  void theGoodbyeOfAnotherSessionIsIgnored() {
    node.connect();
    node.pass(Duration.ofMillis(100));

    node.frame(new Goodbye(node.session() + 1));
    node.pass(Duration.ofMillis(50));

    assertThat(node.view().connection().state()).isEqualTo(ConnectionState.ESTABLISHED);
    assertThat(node.saidThat("says goodbye")).isFalse();
  }

  @Test
  void aBackupThatIsToldToStopSaysGoodbye() {
    node.connect();
    node.pass(Duration.ofMillis(100));

    node.give(new Input.Stop());
    node.pass(Duration.ofMillis(100));

    assertThat(node.sent(Goodbye.class)).containsExactly(new Goodbye(node.session()));
    assertThat(node.saidThat("HA connection established -> down: this node stops")).isTrue();
  }
}
