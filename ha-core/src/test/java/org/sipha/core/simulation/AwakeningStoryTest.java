package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/** With {@code manual}: a primary that stood still doesn't know whether it was replaced. */
class AwakeningStoryTest {
  private static final double ADDP_TIMEOUT = 1.5;

  @RegisterExtension final QuietPair pair = new QuietPair();

  @BeforeEach
  void aPrimaryStandsStill() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
    pair.startReady();
    pair.freeze(A);
    pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
  }

  @Test
  void aReplacedPrimaryThatWakesNeverServes() {
    pair.promote(B);
    pair.thaw(A);

    for (int i = 0; i < 10_000; i++) {
      pair.run(0.000_5);
      assertThat(pair.node(A).isAnswering()).isFalse();
    }
    assertThat(pair.role(A)).isEqualTo(Role.BACKUP);
    assertThat(pair.told("A WARN stood still for")).isEqualTo(1);
    assertThat(pair.told("A INFO was replaced while it stood still")).isEqualTo(1);
    assertThat(pair.node(B).isAnswering()).isTrue();
  }

  @Test
  void aPrimaryThatWasNotReplacedServesAgainWhenItHasHeardItsPeer() {
    pair.thaw(A);
    assertThat(pair.node(A).isAnswering()).isFalse();

    pair.within(1, "A serves", () -> pair.node(A).isAnswering());
    assertThat(pair.connection(A)).isEqualTo(ConnectionState.ESTABLISHED);
    pair.endsWell();
  }

  @Test
  void aPrimaryWhosePeerIsSilentServesAgainAfterAddpTimeout() {
    pair.crash(B);
    pair.thaw(A);

    assertThat(pair.until("A serves", () -> pair.node(A).isAnswering()))
        .isBetween(ADDP_TIMEOUT, ADDP_TIMEOUT + 0.1);
  }

  @Test
  void itsStatusSaysThatItDoesNotServe() {
    pair.crash(B);
    pair.thaw(A);
    pair.run(0.2);

    assertThat(pair.view(A).serving()).isFalse();
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }
}
