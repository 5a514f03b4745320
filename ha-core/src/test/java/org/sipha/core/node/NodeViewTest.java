package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Retries;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/** How long a view may be believed (SPEC 2, DESIGN: the core is a function). */
class NodeViewTest {
  private static final long TICKED = 1_000 * SECOND;
  private static final long BELIEVED = TICKED + 1_500_000_000L;
  private static final Blocker NOTE = new Blocker(BlockerCode.PEER_FROZEN, "held");

  @Test
  void aFreshViewIsBelieved() {
    NodeView view = backup(BELIEVED, true);

    assertThat(view.asOf(TICKED)).isSameAs(view);
    assertThat(view.asOf(BELIEVED)).isSameAs(view);
  }

  @Test
  void aNodeThatDoesNotTickHasNoRoleAndReports0And0() {
    NodeView stale = backup(BELIEVED + SECOND, true).asOf(BELIEVED + 1);

    assertThat(stale.role()).isEqualTo(Role.NONE);
    assertThat(stale.serving()).isFalse();
    assertThat(stale.readiness().forSwitchover()).isFalse();
    assertThat(stale.readiness().forUpgrade()).isFalse();
    assertThat(stale.readiness().blockers())
        .extracting(Blocker::toString)
        .containsExactly("view-stale: the node has not ticked for 1 s");
  }

  @Test
  void aSilentPeerTakesOnlyTheReadinessForSwitchover() {
    NodeView silent = backup(TICKED + SECOND, true).asOf(TICKED + SECOND + 1);

    assertThat(silent.role()).isEqualTo(Role.BACKUP);
    assertThat(silent.readiness().forSwitchover()).isFalse();
    assertThat(silent.readiness().forUpgrade()).isTrue();
    assertThat(silent.readiness().blockers())
        .extracting(Blocker::code)
        .containsExactly(BlockerCode.HA_CONNECTION_SUSPECT);
    assertThat(silent.readiness().notes()).containsExactly(NOTE);
  }

  @Test
  void aVerdictOf0IsBelievedWhetherThePeerIsHeardOrNot() {
    NodeView view = backup(TICKED - SECOND, false);

    assertThat(view.asOf(TICKED + 1)).isSameAs(view);
  }

  @Test
  void theClockMayBeNegativeAndPassZero() {
    NodeView view = view(-SECOND, SECOND / 2, 0, true);

    assertThat(view.asOf(-1)).isSameAs(view);
    assertThat(view.asOf(1).readiness().forSwitchover()).isFalse();
    assertThat(view.asOf(SECOND).role()).isEqualTo(Role.NONE);
  }

  private static NodeView backup(long peerBelievedUntil, boolean ready) {
    return view(TICKED, BELIEVED, peerBelievedUntil, ready);
  }

  private static NodeView view(
      long ticked, long believedUntil, long peerBelievedUntil, boolean ready) {
    List<Blocker> blockers =
        ready ? List.of() : List.of(new Blocker(BlockerCode.CALLS_UNSYNCHRONIZED, "1 of 2"));
    return new NodeView(
        ticked,
        believedUntil,
        peerBelievedUntil,
        "sips-b",
        2,
        "0",
        Role.BACKUP,
        ticked,
        "Backup",
        0,
        true,
        false,
        false,
        false,
        List.of(),
        new Readiness(ready, true, blockers, List.of(NOTE)),
        new Connection(
            ConnectionState.ESTABLISHED,
            ticked,
            7,
            ticked,
            "sips-a",
            "",
            "0",
            2,
            null,
            null,
            List.of(),
            null,
            new Retries(0, 0, 0, 0),
            0),
        null,
        new Synchronization(SyncState.DONE, 0, 0, 500, 500, 0, List.of()),
        0,
        0,
        0,
        new NodeView.Counts(new DelayCounter().delays(), 0, 0, 0),
        0,
        List.of(),
        List.of(),
        false,
        null);
  }
}
