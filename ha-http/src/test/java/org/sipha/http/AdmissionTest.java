package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long SECOND = 1_000_000_000L;
  private final Admission admission = new Admission();

  @Test
  void oneAddressAtItsBoundTakesNothingFromTheOthers() {
    for (int i = 0; i < Admission.REQUESTS_PER_SECOND; i++) {
      assertThat(admission.asks("127.0.0.1", 0)).isTrue();
    }
    assertThat(admission.asks("127.0.0.1", 0)).isFalse();
    assertThat(admission.asks("127.0.0.2", 0)).isTrue();
    assertThat(admission.asks("127.0.0.1", SECOND / 10)).isTrue();
  }

  @Test
  void silenceEarnsNoMoreThanOneSecondsWorth() {
    int admitted = 0;
    while (admission.asks("127.0.0.1", 1_000 * SECOND)) {
      admitted++;
    }
    assertThat(admitted).isEqualTo(Admission.REQUESTS_PER_SECOND);
  }

  @Test
  void connectionsAreBoundedForEachAddressAndInAll() {
    for (int i = 0; i < Admission.MAX_CONNECTIONS_OF_ONE; i++) {
      assertThat(admission.opened("127.0.0.1", 0)).isTrue();
    }
    assertThat(admission.opened("127.0.0.1", 0)).isFalse();
    admission.closed("127.0.0.1", 0);
    assertThat(admission.opened("127.0.0.1", 0)).isTrue();
    int others = 0;
    while (admission.opened("10.0.0." + others / 10, 0)) {
      others++;
    }
    assertThat(others).isEqualTo(Admission.MAX_CONNECTIONS - Admission.MAX_CONNECTIONS_OF_ONE);
  }

  @Test
  void manyAddressesDoNotMakeItForgetThoseThatAreConnected() {
    assertThat(admission.opened("127.0.0.1", 0)).isTrue();
    for (int i = 0; i < 100_000; i++) {
      admission.asks("address " + i, 0);
    }
    admission.closed("127.0.0.1", 0);
    assertThat(admission.opened("127.0.0.1", 0)).isTrue();
  }

  @Test
  void wrongTokensOfOneAddressHaveToWaitAndThatIsNewsOnce() {
    for (int i = 1; i < Admission.WRONG_TOKENS; i++) {
      assertThat(admission.wrongToken("127.0.0.1", 0)).isFalse();
      assertThat(admission.secondsUntilToken("127.0.0.1", 0)).isZero();
    }
    assertThat(admission.wrongToken("127.0.0.1", 0)).isTrue();
    assertThat(admission.secondsUntilToken("127.0.0.1", 0)).isEqualTo(6);
    assertThat(admission.secondsUntilToken("127.0.0.2", 0)).isZero();
    for (int i = 1; i < 20; i++) {
      assertThat(admission.secondsUntilToken("127.0.0.1", 6 * i * SECOND)).isZero();
      assertThat(admission.wrongToken("127.0.0.1", 6 * i * SECOND)).as("news").isFalse();
    }
    long minuteLater = 6 * 19 * SECOND + 60 * SECOND;
    for (int i = 1; i < Admission.WRONG_TOKENS; i++) {
      assertThat(admission.wrongToken("127.0.0.1", minuteLater)).isFalse();
    }
    assertThat(admission.wrongToken("127.0.0.1", minuteLater)).isTrue();
  }
}
