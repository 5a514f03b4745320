package org.sipha.core.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.MILLI;
import static org.sipha.core.node.Nanos.SECOND;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SPEC 4: two connected nodes without a primary take turns of 2 s. */
class SettlementTest {
  private final Settlement better = new Settlement();
  private final Settlement other = new Settlement();

  @BeforeEach
  void aNewSession() {
    better.forget(0);
    other.forget(0);
  }

  @Test
  void theBetterNodeClaimsFirstAndTheOtherAgrees() {
    long claim = better.claimDue(true, 0);
    assertThat(claim).isPositive();
    assertThat(other.claimDue(false, 0)).isZero();

    assertThat(other.agreesTo(false, MILLI)).isTrue();
    better.agreed(claim, 2 * MILLI);

    assertThat(better.isAgreed(2 * MILLI)).isTrue();
  }

  @Test
  void aNodeClaimsOnceInItsTurn() {
    better.claimDue(true, 0);

    assertThat(better.claimDue(true, SECOND)).isZero();
    assertThat(better.claimDue(true, 4 * SECOND)).isPositive();
  }

  @Test
  void after2sWithoutSuccessItIsTheOthersTurn() {
    better.claimDue(true, 0);

    assertThat(better.claimDue(true, 2 * SECOND)).isZero();
    assertThat(other.claimDue(false, 2 * SECOND)).isPositive();
    assertThat(better.agreesTo(true, 2 * SECOND + MILLI)).isTrue();
  }

  @Test
  void whoHasAgreedKeepsStillFor2s() {
    other.agreesTo(false, SECOND + 900 * MILLI);

    assertThat(other.claimDue(false, 2 * SECOND)).isZero();
    assertThat(other.claimDue(false, 3 * SECOND)).isZero();
    assertThat(other.claimDue(false, 3 * SECOND + 900 * MILLI)).isPositive();
  }

  @Test
  void anAgreementEndsBeforeTheOtherMaySpeakUpAgain() {
    long claim = better.claimDue(true, 0);
    other.agreesTo(false, 0);
    better.agreed(claim, 10 * MILLI);

    assertThat(better.isAgreed(999 * MILLI)).isTrue();
    assertThat(better.isAgreed(1_010 * MILLI)).isFalse();
  }

  @Test
  void whoIsFirstAndClaimsDoesNotAgreeToTheOther() {
    better.claimDue(true, 0);

    assertThat(better.agreesTo(true, MILLI)).isFalse();
  }

  @Test
  void whoHasAnAgreementDoesNotAgreeToTheOther() {
    better.agreed(better.claimDue(true, 0), MILLI);

    assertThat(better.agreesTo(true, 2 * MILLI)).isFalse();
  }

  @Test
  void anAgreementToAnOldClaimCountsForNothing() {
    long old = better.claimDue(true, 0);
    better.restart(SECOND);
    better.claimDue(true, SECOND);

    better.agreed(old, SECOND + MILLI);

    assertThat(better.isAgreed(SECOND + MILLI)).isFalse();
  }

  @Test
  void aNewSessionMakesWhatWasAgreedVoid() {
    better.agreed(better.claimDue(true, 0), MILLI);
    other.agreesTo(false, 0);

    better.forget(10 * MILLI);
    other.forget(10 * MILLI);

    assertThat(better.isAgreed(10 * MILLI)).isFalse();
    assertThat(other.claimDue(true, 10 * MILLI)).isPositive();
  }
}
