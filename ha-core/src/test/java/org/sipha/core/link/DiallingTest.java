package org.sipha.core.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.MILLI;
import static org.sipha.core.node.Nanos.SECOND;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiallingTest {
  private static final long NEVER_HEARD = -10 * SECOND;

  @Test
  void theFirstTryIsMadeAtOnce() {
    assertThat(new Dialling(true, 1, 0).isDue(0, NEVER_HEARD)).isTrue();
  }

  @Test
  void pausesGrowTo2sWithJitterAndStayThere() {
    Dialling dialling = new Dialling(true, 1, 0);
    List<Long> pauses = failures(dialling, 12);

    assertThat(pauses.get(0)).isBetween(50 * MILLI, 101 * MILLI);
    assertThat(pauses.get(1)).isBetween(100 * MILLI, 201 * MILLI);
    assertThat(pauses.subList(6, 12)).allMatch(p -> p >= SECOND && p <= 2 * SECOND + MILLI);
    assertThat(pauses.subList(6, 12)).doesNotHaveDuplicates();
    assertThat(dialling.failures()).isEqualTo(12);
  }

  @Test
  void theIrregularEndDialsOnlyWhenTheOtherWasNotHeardFor5s() {
    Dialling dialling = new Dialling(false, 1, 0);

    assertThat(dialling.isDue(4_999 * MILLI, 0)).isFalse();
    assertThat(dialling.isDue(5 * SECOND, 0)).isTrue();
  }

  @Test
  void oneTryIsMadeAtATime() {
    Dialling dialling = new Dialling(true, 1, 0);
    dialling.isDue(0, NEVER_HEARD);

    assertThat(dialling.isDue(SECOND, NEVER_HEARD)).isFalse();
  }

  @Test
  void aTryThatIsNeverAnsweredIsGivenUp() {
    Dialling dialling = new Dialling(true, 1, 0);
    dialling.isDue(0, NEVER_HEARD);

    assertThat(dialling.isDue(3 * SECOND, NEVER_HEARD)).isFalse(); // it counts as failed
    assertThat(dialling.failures()).isEqualTo(1);
    assertThat(dialling.isDue(3 * SECOND + 200 * MILLI, NEVER_HEARD)).isTrue();
  }

  @Test
  void afterAGoodSessionItIsTriedAtOnce() {
    Dialling dialling = new Dialling(true, 1, 0);
    failures(dialling, 6);
    dialling.sessionOpened();
    assertThat(dialling.failures()).isZero();

    dialling.sessionEnded(100 * SECOND, 5 * SECOND);

    assertThat(dialling.isDue(100 * SECOND, 100 * SECOND)).isTrue();
  }

  @Test
  void aConnectionThatBreaksAgainAndAgainCostsLittle() {
    Dialling dialling = new Dialling(true, 1, 0);
    long now = 0;
    int tries = 0;
    while (now < 60 * SECOND) {
      if (dialling.isDue(now, now)) {
        tries++;
        dialling.connected(now);
        dialling.sessionOpened();
        dialling.sessionEnded(now + MILLI, MILLI);
      }
      now += MILLI;
    }

    assertThat(tries).isLessThan(60);
  }

  /** The pauses before each of so many tries after a failure. */
  private static List<Long> failures(Dialling dialling, int count) {
    List<Long> pauses = new ArrayList<>();
    long now = 0;
    dialling.isDue(now, NEVER_HEARD);
    for (int i = 0; i < count; i++) {
      dialling.failed(now);
      long failed = now;
      while (i < count && !dialling.isDue(now, NEVER_HEARD)) {
        now += MILLI;
      }
      pauses.add(now - failed);
    }
    return pauses;
  }
}
