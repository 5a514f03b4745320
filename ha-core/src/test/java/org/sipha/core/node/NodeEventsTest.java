package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Goodbye;
import org.sipha.core.link.PeerMessage.HandOver;
import org.sipha.core.link.PeerMessage.HandOverConfirmed;
import org.sipha.core.link.PeerMessage.HandOverRefused;
import org.sipha.core.node.Input.Command.Kind;

/** What a node tells an operator, and as which kind of event. */
class NodeEventsTest {
  private static final Duration TICK = Duration.ofMillis(50);

  private final HandDrivenNode node = new HandDrivenNode();

  @Test
  void aServerThatStartsAloneBecomesPrimaryInItsEpoch() {
    node.serve();

    assertThat(node.events())
        .containsExactly("INFO role-primary: Promoting -> Primary: serving SIP in epoch 1");
  }

  @Test
  void aConnectionAndItsSynchronizationAreToldFromTheirBeginToTheirEnd() {
    node.serve();
    node.events();

    node.connect();
    assertThat(node.events())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("INFO connection-established: HA connection down -> established: session ");

    node.frame(new Goodbye(node.session()));
    assertThat(node.events())
        .containsExactly(
            "INFO peer-goodbye: sips-a says goodbye",
            "WARN connection-down: HA connection established -> down: the peer said goodbye");
  }

  @Test
  void theComparisonOfCallsIsToldAtItsBeginAndAtItsEnd() {
    node.serveBesideAnEmptyBackup();

    assertThat(node.events())
        .endsWith(
            "INFO synchronization-begun: inventory begins: 0 calls here",
            "INFO synchronization-compared: inventory done: 0 of 0 calls missing at the backup,"
                + " 0 only there; compared in full");
  }

  @Test
  void aRefusedSwitchoverIsToldWithTheBlockers() {
    node.serve();
    node.events();

    node.give(new Input.Command(1, Kind.SWITCHOVER, false));

    assertThat(node.events())
        .containsExactly(
            "INFO command: command: SWITCHOVER",
            "INFO switchover-refused: refused: no backup is there to take over"
                + " (sips-b ha-connection-down: not established since the start 11 s ago)");
  }

  @Test
  void aHandOverThatThePeerRefusesIsRolledBack() {
    hasOffered();

    node.message(new HandOverRefused(2, "the epoch could not be written"));

    assertThat(node.events())
        .containsExactly(
            "WARN switchover-rolled-back: AwaitingConfirmation -> Primary: the hand-over is given up:"
                + " the epoch could not be written");
  }

  @Test
  void aHandOverIsBegunAndLeavesTheOldPrimaryWithoutARole() {
    hasOffered();

    node.message(new HandOverConfirmed(2));

    assertThat(node.events())
        .containsExactly(
            "INFO role-none: AwaitingConfirmation -> Yielding: the peer will serve in epoch 2");
  }

  @Test
  void aCheckThatGoesOnFailingIsToldOnceForEachReason() {
    HandDrivenNode starting = new HandDrivenNode("warm");

    starting.give(new Input.SelfCheckFailed("warm", "3 of 500 calls"));
    starting.give(new Input.SelfCheckFailed("warm", "3 of 500 calls"));
    starting.give(new Input.SelfCheckFailed("warm", "4 of 500 calls"));
    starting.give(new Input.SelfCheckFailed("unknown", "whatever"));

    assertThat(starting.events())
        .containsExactly(
            "WARN self-check-failed: warm: 3 of 500 calls",
            "WARN self-check-failed: warm: 4 of 500 calls");
  }

  /** A primary that has offered epoch 2. */
  private void hasOffered() {
    node.serve();
    node.connect();
    node.pass(Duration.ofMillis(100));
    node.events();
    node.give(new Input.Command(1, Kind.SWITCHOVER, true));
    node.give(new Input.SipHeld());
    node.pass(TICK);
    assertThat(node.sentMessages(HandOver.class)).containsExactly(new HandOver(2, true));
    assertThat(node.events())
        .contains("INFO switchover-begun: Primary -> Draining: a forced hand-over begins");
  }
}
