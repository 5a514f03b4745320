package org.sipha.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.Held;

class TombstonesTest {
  private static final CallId ONE = new CallId(1);
  private static final CallId TWO = new CallId(2);

  private final Tombstones tombstones = new Tombstones();

  @Test
  void anEndIsKeptUntilThePeerHasConfirmedIt() {
    tombstones.put(ONE, new Version(1, 3, 1), EndCause.PARTY);

    tombstones.confirmed(ONE, new Version(1, 2, 1));
    assertThat(tombstones.find(ONE)).contains(new Version(1, 3, 1));

    tombstones.confirmed(ONE, new Version(1, 3, 1));
    assertThat(tombstones.find(ONE)).isEmpty();
  }

  @Test
  void anEndOutdoesWhateverVersionThePeerHolds() {
    tombstones.put(ONE, new Version(1, 3, 1), EndCause.PARTY);

    assertThat(tombstones.outdo(ONE, new Version(1, 2, 1))).isEqualTo(new Version(1, 3, 1));
    Version newer = tombstones.outdo(ONE, new Version(4, 9, 1));

    assertThat(newer.isNewerThan(new Version(4, 9, 1))).isTrue();
    assertThat(tombstones.find(ONE)).contains(newer);
  }

  @Test
  void onlyWhatPartiesEndedIsToldAsSuch() {
    tombstones.put(ONE, new Version(1, 3, 1), EndCause.PARTY);
    tombstones.put(TWO, new Version(1, 3, 1), EndCause.SERVER);

    assertThat(tombstones.endedByParty()).containsExactly(new Held(ONE, new Version(1, 3, 1)));
    assertThat(tombstones.ids()).containsExactly(ONE, TWO);
  }

  @Test
  void outdoingKeepsTheCause() {
    tombstones.put(ONE, new Version(1, 3, 1), EndCause.PARTY);
    Version newer = tombstones.outdo(ONE, new Version(1, 7, 1));

    assertThat(tombstones.endedByParty()).containsExactly(new Held(ONE, newer));
  }

  @Test
  void aNewProcessOfThePeerNeedsNoEnds() {
    tombstones.put(ONE, new Version(1, 3, 1), EndCause.PARTY);

    tombstones.clear();

    assertThat(tombstones.ids()).isEmpty();
  }

  @Test
  void anEndThatIsNotKnownCantOutdoAnything() {
    assertThatThrownBy(() -> tombstones.outdo(ONE, new Version(1, 1, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(ONE.toString());
  }
}
