package org.sipha.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.MILLI;
import static org.sipha.core.node.Nanos.SECOND;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.event.EventCode;
import org.sipha.core.node.Reason;
import org.sipha.core.node.Turn;
import org.sipha.core.node.TurnTimes;

class UnprotectedTest {
  private final Turn turn = new Turn(0);
  private final Unprotected unprotected = new Unprotected(turn);

  @Test
  void atMost200AreNamedInASecondAndTheOthersAreCounted() {
    List<String> first = told(0, 250);
    assertThat(first).hasSize(1);
    assertThat(first.get(0).split(",")).hasSize(201);
    assertThat(first.get(0)).endsWith(", 50 more");
    assertThat(told(500 * MILLI, 10)).isEmpty();

    assertThat(told(SECOND, 1).get(0)).contains(" answered").endsWith(", 10 more");
    assertThat(unprotected.count()).isEqualTo(261);
  }

  @Test
  void whatWasOnlyCountedIsToldWhenItsSecondIsOver() {
    told(0, 200);
    told(1, 7);

    assertThat(told(SECOND, 0)).containsExactly("not confirmed by the backup in time: 7 more");
    assertThat(told(2 * SECOND, 0)).isEmpty();
  }

  @Test
  void withoutABackupAnswersAreCountedAndShownAndNotLogged() {
    TurnTimes.at(turn, 0);
    unprotected.withoutBackup(new CallId(1));
    unprotected.tell();

    assertThat(TurnTimes.reasons(turn)).isEmpty();
    assertThat(unprotected.count()).isEqualTo(1);
    assertThat(unprotected.shown()).containsExactly(new CallId(1));
  }

  @Test
  void theLast100AreShown() {
    told(0, 101);

    assertThat(unprotected.shown()).hasSize(100).endsWith(new CallId(101));
    assertThat(unprotected.shown()).doesNotContain(new CallId(1));
  }

  @Test
  void theTimelineHearsOfThemOnceAMinute() {
    assertThat(events(0, 1))
        .containsExactly(
            "1 answer was not confirmed by the backup in time, 1 unprotected since the start");
    assertThat(events(SECOND, 5)).isEmpty();
    assertThat(events(60 * SECOND, 2))
        .containsExactly(
            "7 answers were not confirmed by the backup in time, 8 unprotected since the start");
  }

  private List<String> events(long atNanos, int answers) {
    told(atNanos, answers);
    return TurnTimes.reasons(turn).stream()
        .filter(reason -> reason.code() == EventCode.ANSWERS_UNPROTECTED)
        .map(Reason::text)
        .toList();
  }

  private List<String> told(long atNanos, int answers) {
    TurnTimes.at(turn, atNanos);
    for (int i = 1; i <= answers; i++) {
      unprotected.unconfirmed(new CallId(i), Promised.ANSWERED);
    }
    unprotected.tell();
    return TurnTimes.reasons(turn).stream()
        .filter(reason -> reason.code() == null)
        .map(Reason::text)
        .toList();
  }
}
