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
    assertThat(dialling.retries(0, 0).failed()).isEqualTo(12);
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

    assertThat(dialling.isDue(4 * SECOND, NEVER_HEARD)).isFalse(); // it counts as failed
    assertThat(dialling.retries(0, 0).failed()).isEqualTo(1);
    assertThat(dialling.isDue(4 * SECOND + 200 * MILLI, NEVER_HEARD)).isTrue();
  }

  @Test
  void afterALongCalmItIsTriedAtOnce() {
    Dialling dialling = new Dialling(true, 1, 0);
    failures(dialling, 6);
    dialling.connected(95 * SECOND);
    assertThat(dialling.retries(95 * SECOND, 0).failed()).isZero();

    dialling.lost(100 * SECOND);

    assertThat(dialling.isDue(100 * SECOND, 100 * SECOND)).isTrue();
  }

  @Test
  void pausesOfAConnectionThatBreaksAgainAndAgainGrowTo2s() {
    Dialling dialling = new Dialling(true, 1, 0);
    List<Long> pauses = losses(dialling, 10);

    assertThat(pauses.get(0)).isZero();
    assertThat(pauses.get(1)).isBetween(50 * MILLI, 401 * MILLI);
    assertThat(pauses.subList(5, 10)).allMatch(p -> p >= SECOND && p <= 2 * SECOND + MILLI);
  }

  @Test
  void aConnectionThatBreaksAgainAndAgainCostsLittle() {
    Dialling dialling = new Dialling(true, 1, 0);
    long now = 0;
    int tries = 0;
    while (now < 60 * SECOND) {
      if (dialling.isDue(now, now)) {
        tries++;
        dialling.opened(now);
        dialling.connected(now);
        dialling.lost(now + MILLI);
      }
      now += MILLI;
    }

    assertThat(tries).isLessThan(60);
  }

  @Test
  void howOftenItWasLostAndWhenTheNextTryComesIsTold() {
    Dialling dialling = new Dialling(true, 1, 0);
    List<Long> pauses = losses(dialling, 7);
    long now = pauses.stream().mapToLong(Long::longValue).sum() + pauses.size() * MILLI;
    dialling.opened(now);
    dialling.connected(now);
    dialling.lost(now);

    Retries retries = dialling.retries(now, 0);

    assertThat(retries.losses()).isEqualTo(8);
    assertThat(retries.inWords()).matches("lost 8 times in \\d+ s");
    assertThat(retries.nextNanos()).isBetween(now + SECOND, now + 2 * SECOND);
    assertThat(dialling.isDue(retries.nextNanos() - 1, 0)).isFalse();
    assertThat(dialling.isDue(retries.nextNanos(), 0)).isTrue();
    assertThat(dialling.retries(retries.nextNanos(), 0).nextNanos()).isZero();
  }

  @Test
  void fiveSecondsOfCalmEndTheSeries() {
    Dialling dialling = new Dialling(true, 1, 0);
    losses(dialling, 3);
    dialling.connected(10 * SECOND);
    assertThat(dialling.retries(14 * SECOND, 0).losses()).isEqualTo(3);

    assertThat(dialling.retries(15 * SECOND, 0)).isEqualTo(new Retries(0, 0, 0, 0));
    dialling.lost(15 * SECOND);

    assertThat(dialling.retries(15 * SECOND, 0).losses()).isEqualTo(1);
    assertThat(dialling.retries(15 * SECOND, 0).inWords()).isEmpty();
  }

  @Test
  void theIrregularEndSaysWhenItWouldDialItself() {
    Dialling dialling = new Dialling(false, 1, 0);
    dialling.connected(0);
    dialling.lost(10 * SECOND);

    assertThat(dialling.retries(10 * SECOND, 9 * SECOND).nextNanos()).isEqualTo(14 * SECOND);
  }

  /** The pauses before each try after so many connections that break after a millisecond. */
  private static List<Long> losses(Dialling dialling, int count) {
    List<Long> pauses = new ArrayList<>();
    long now = 0;
    assertThat(dialling.isDue(now, NEVER_HEARD)).isTrue();
    for (int i = 0; i < count; i++) {
      dialling.opened(now);
      dialling.connected(now);
      now += MILLI;
      dialling.lost(now);
      long lost = now;
      while (!dialling.isDue(now, NEVER_HEARD)) {
        now += MILLI;
      }
      pauses.add(now - lost);
    }
    return pauses;
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
