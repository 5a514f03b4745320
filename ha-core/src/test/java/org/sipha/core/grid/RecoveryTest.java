package org.sipha.core.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;

class RecoveryTest {
  private final Recovery recovery = new Recovery();

  private static CallId call(int number) {
    return CallId.of(1, 1, number);
  }

  @Test
  void whatCameIsPendingUntilItIsVerifiedOrEnds() {
    recovery.begin(List.of(call(1), call(2), call(9)));
    recovery.found(call(1));
    recovery.found(call(2));
    recovery.found(call(3));
    recovery.verified(call(1));
    recovery.verified(call(1));
    recovery.ended(call(1));
    recovery.ended(call(2));

    assertThat(recovery.foundCount()).isEqualTo(3);
    assertThat(recovery.recoveredCount()).isEqualTo(1);
    assertThat(recovery.endedAtCheckCount()).isEqualTo(1);
    assertThat(recovery.pending()).isEqualTo(1);
    assertThat(recovery.lacking(5)).containsExactly(call(9));
  }

  @Test
  void theOldestEndIsForgottenAtTheBound() {
    recovery.begin(List.of());
    for (int i = 0; i <= Recovery.MAX_ENDED; i++) {
      recovery.ended(call(i));
    }

    assertThat(recovery.hasEnded(call(0))).isFalse();
    assertThat(recovery.hasEnded(call(1))).isTrue();
    assertThat(recovery.hasEnded(call(Recovery.MAX_ENDED))).isTrue();
  }

  @Test
  void endsAreRememberedOnlyWhileARecallIsOwed() {
    recovery.ended(call(1));
    assertThat(recovery.hasEnded(call(1))).isFalse();
    recovery.begin(List.of());
    recovery.ended(call(2));
    assertThat(recovery.hasEnded(call(2))).isTrue();
    recovery.whole();
    assertThat(recovery.hasEnded(call(2))).isFalse();
  }
}
