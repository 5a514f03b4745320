package org.sipha.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.MILLI;
import static org.sipha.core.node.Nanos.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;
import org.sipha.core.node.Turn;
import org.sipha.core.node.TurnTimes;
import org.sipha.core.role.Role;

class LivenessTest {
  private static final long TIMEOUT = 1_500 * MILLI;
  private static final PeerStatus STATUS =
      new PeerStatus(
          Role.PRIMARY, 1, 1, 0, 0, false, false, false, true, false, List.of(), null, false);

  private final Turn turn = new Turn(0);
  private final Liveness liveness = new Liveness(turn, TIMEOUT);

  private void heard(long echoNanos) {
    liveness.heard(new Heartbeat(1, 0, 7, echoNanos, STATUS, Promise.NONE, null));
  }

  @Test
  void anEchoProvesThatThePeerLivesAndThatItsWordIsNew() {
    TurnTimes.at(turn, 10 * SECOND);
    heard(10 * SECOND - 20 * MILLI);

    assertThat(liveness.silence()).isEqualTo(20 * MILLI);
    assertThat(liveness.believedUntil()).isEqualTo(10 * SECOND - 20 * MILLI + TIMEOUT);
  }

  @Test
  void aHeartbeatThatEchoesNothingProvesNothing() {
    TurnTimes.at(turn, 10 * SECOND);
    heard(0);

    assertThat(liveness.silence()).isEqualTo(10 * SECOND);
    assertThat(liveness.believedUntil()).isEqualTo(TIMEOUT);
  }

  /**
   * Found by the simulation: a node that had hung resumed its session with a Hello that had waited
   * for it, and believed for another 1.5 s what the peer had said before.
   */
  @Test
  void aHandshakeProvesThatThePeerLivesAndNotThatItsWordIsNew() {
    TurnTimes.at(turn, 10 * SECOND);
    heard(10 * SECOND);
    TurnTimes.at(turn, 11 * SECOND);

    liveness.shookHands(10_900 * MILLI);

    assertThat(liveness.silence()).isZero();
    assertThat(liveness.believedUntil()).isEqualTo(10 * SECOND + TIMEOUT);
    TurnTimes.at(turn, 11_100 * MILLI);
    assertThat(liveness.silence()).isEqualTo(100 * MILLI);
  }

  @Test
  void anOlderEchoTakesNothingBack() {
    TurnTimes.at(turn, 10 * SECOND);
    heard(10 * SECOND);
    heard(9 * SECOND);

    assertThat(liveness.silence()).isZero();
    assertThat(liveness.believedUntil()).isEqualTo(10 * SECOND + TIMEOUT);
  }
}
