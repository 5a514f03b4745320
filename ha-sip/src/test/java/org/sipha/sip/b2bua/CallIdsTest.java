package org.sipha.sip.b2bua;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;

class CallIdsTest {
  private final CallIds ids = new CallIds(1);

  @Test
  void aNewEpochCountsFromZeroAndTheSameOneGoesOn() {
    ids.serveIn(1);
    assertThat(ids.next()).isEqualTo(CallId.of(1, 1, 0));
    ids.serveIn(1);
    assertThat(ids.next()).isEqualTo(CallId.of(1, 1, 1));
    ids.serveIn(2);
    assertThat(ids.next()).isEqualTo(CallId.of(2, 1, 0));
  }

  @Test
  void idsOfAnEarlierProcessInAnEpochOfThatNumberAreLeftOut() {
    ids.serveIn(2);
    ids.leaveOut(CallId.of(2, 1, 17));
    ids.leaveOut(CallId.of(2, 1, 5));
    ids.leaveOut(CallId.of(2, 2, 40));
    ids.leaveOut(CallId.of(1, 1, 40));
    assertThat(ids.next()).isEqualTo(CallId.of(2, 1, 18));
  }
}
