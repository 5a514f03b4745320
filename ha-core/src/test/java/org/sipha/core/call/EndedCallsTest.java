package org.sipha.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EndedCallsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final CallId ONE = new CallId(1);
  private static final CallId TWO = new CallId(2);

  private final EndedCalls ended = new EndedCalls();

  @Test
  void anEndIsRememberedFor32s() {
    ended.add(ONE, SECOND);
    assertThat(ended.contains(ONE)).isTrue();
    assertThat(ended.contains(TWO)).isFalse();

    ended.expire(33 * SECOND - 1);
    assertThat(ended.contains(ONE)).isTrue();
    ended.expire(33 * SECOND);
    assertThat(ended.contains(ONE)).isFalse();
  }

  @Test
  void anEndThatIsToldAgainIsNotRememberedForLonger() {
    ended.add(ONE, 0);
    ended.add(ONE, 31 * SECOND);

    ended.expire(32 * SECOND);

    assertThat(ended.contains(ONE)).isFalse();
  }

  @Test
  void atTheBoundTheOldestEndIsForgottenFirst() {
    for (int i = 1; i <= EndedCalls.MAX + 1; i++) {
      ended.add(new CallId(i), i);
    }

    assertThat(ended.contains(ONE)).isFalse();
    assertThat(ended.contains(TWO)).isTrue();
    assertThat(ended.contains(new CallId(EndedCalls.MAX + 1))).isTrue();
  }
}
