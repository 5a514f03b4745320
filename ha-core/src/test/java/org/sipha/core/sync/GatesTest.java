package org.sipha.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.MILLI;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Version;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Effect.LetGo;
import org.sipha.core.node.Reason;
import org.sipha.core.node.Turn;
import org.sipha.core.node.TurnTimes;

class GatesTest {
  private static final CallId CALL = new CallId(1);
  private static final CallId OTHER = new CallId(2);

  private final Turn turn = new Turn(0);
  private final Gates gates = new Gates(turn, 100 * MILLI);

  @Test
  void aGateOpensWhenItsVersionIsConfirmed() {
    gates.await(1, CALL, new Version(1, 3, 1), Promised.ANSWERED);

    gates.confirmed(CALL, new Version(1, 3, 1));

    assertThat(wanted()).containsExactly(new LetGo(1, true));
    assertThat(gates.unprotected().count()).isZero();
  }

  @Test
  void anOlderVersionOrAnotherCallOpensNothing() {
    gates.await(1, CALL, new Version(1, 3, 1), Promised.ANSWERED);

    gates.confirmed(CALL, new Version(1, 2, 1));
    gates.confirmed(OTHER, new Version(1, 3, 1));

    assertThat(wanted()).isEmpty();
  }

  @Test
  void aNewerVersionOpensAllThatWaitForOlderOnes() {
    gates.await(1, CALL, new Version(1, 3, 1), Promised.ANSWERED);
    gates.await(2, CALL, new Version(1, 4, 1), Promised.ANSWERED);
    gates.await(3, CALL, new Version(1, 5, 1), Promised.ANSWERED);

    gates.confirmed(CALL, new Version(1, 4, 1));

    assertThat(wanted()).containsExactly(new LetGo(1, true), new LetGo(2, true));
  }

  @Test
  void aGateOpensAtItsTimeLimitAndNotBefore() {
    gates.await(1, CALL, new Version(1, 1, 1), Promised.ANSWERED);
    assertThat(gates.nextLimit()).isEqualTo(100 * MILLI);

    TurnTimes.at(turn, 100 * MILLI - 1);
    gates.expire();
    assertThat(wanted()).isEmpty();

    TurnTimes.at(turn, 100 * MILLI);
    gates.expire();
    assertThat(wanted()).containsExactly(new LetGo(1, false));
    assertThat(gates.unprotected().count()).isEqualTo(1);
    assertThat(gates.nextLimit()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void everyGateIsLetGoExactlyOnce() {
    gates.await(1, CALL, new Version(1, 1, 1), Promised.ANSWERED);
    gates.await(2, CALL, new Version(1, 2, 1), Promised.ANSWERED);
    gates.confirmed(CALL, new Version(1, 1, 1));
    gates.letAllGo();
    gates.confirmed(CALL, new Version(1, 2, 1));
    TurnTimes.wanted(turn);
    assertThat(wanted()).containsExactly(new LetGo(1, true), new LetGo(2, false));

    TurnTimes.at(turn, 1_000 * MILLI);
    gates.expire();
    gates.letAllGo();
    assertThat(wanted()).isEmpty();
    assertThat(gates.unprotected().count()).isEqualTo(1);
  }

  @Test
  void theNextLimitIsThatOfTheOldestGateThatStillWaits() {
    gates.await(1, CALL, new Version(1, 1, 1), Promised.ANSWERED);
    TurnTimes.at(turn, 30 * MILLI);
    gates.await(2, OTHER, new Version(1, 1, 1), Promised.ANSWERED);

    gates.confirmed(CALL, new Version(1, 1, 1));

    assertThat(gates.nextLimit()).isEqualTo(130 * MILLI);
  }

  @Test
  void aTimeLimitOfZeroSwitchesThemOff() {
    assertThat(new Gates(turn, 0).areOn()).isFalse();
    assertThat(gates.areOn()).isTrue();
  }

  @Test
  void anAnswerThatIsNotConfirmedInTimeIsNamedWithWhatItSaid() {
    gates.await(1, CALL, new Version(1, 1, 1), Promised.ANSWERED);
    gates.await(2, OTHER, new Version(1, 1, 1), Promised.ENDED);

    TurnTimes.at(turn, 100 * MILLI);
    gates.expire();

    assertThat(TurnTimes.reasons(turn))
        .extracting(Reason::text)
        .containsExactly(
            "not confirmed by the backup in time: " + CALL + " answered, " + OTHER + " ended",
            "2 answers were not confirmed by the backup in time, 2 unprotected since the start");
    assertThat(gates.unprotected().shown()).containsExactly(CALL, OTHER);
  }

  @Test
  void aConfirmedAnswerIsNotNamed() {
    gates.await(1, CALL, new Version(1, 1, 1), Promised.ANSWERED);
    gates.confirmed(CALL, new Version(1, 1, 1));
    TurnTimes.at(turn, 100 * MILLI);
    gates.expire();

    assertThat(TurnTimes.reasons(turn)).isEmpty();
    assertThat(gates.unprotected().shown()).isEmpty();
  }

  @Test
  void aProvisionalAnswerPromisesNothingAndIsNotCounted() {
    gates.await(1, CALL, new Version(1, 1, 1), Promised.by(CallState.EARLY));
    TurnTimes.at(turn, 100 * MILLI);
    gates.expire();

    assertThat(wanted()).containsExactly(new LetGo(1, false));
    assertThat(gates.unprotected().count()).isZero();
  }

  private List<Effect> wanted() {
    return TurnTimes.wanted(turn);
  }
}
