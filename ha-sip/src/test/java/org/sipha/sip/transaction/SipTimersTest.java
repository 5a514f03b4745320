package org.sipha.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SipTimersTest {
  private long now = Long.MAX_VALUE - TimeUnit.MINUTES.toNanos(1); // it overflows meanwhile
  private final SipTimers timers = new SipTimers(() -> now);
  private final List<Integer> fired = new ArrayList<>();

  /** A timer as it was started, for comparison. */
  private record Started(int number, long atNanos) {}

  @Test
  void timersFireInTheOrderOfTimeWhateverTheirLengths() {
    Random random = new Random(1);
    List<Started> started = new ArrayList<>();
    for (int number = 0; number < 2_000; number++) {
      // Few lengths as transactions have them, many as calls have them, and longer ones.
      long nanos =
          switch (random.nextInt(3)) {
            case 0 -> TimerValues.T1 << random.nextInt(7);
            case 1 -> random.nextLong(TimerValues.TIMEOUT);
            default -> TimerValues.TIMEOUT + random.nextInt(1_000);
          };
      int own = number;
      timers.after(nanos, () -> fired.add(own));
      started.add(new Started(number, now + nanos));
      if (random.nextInt(4) == 0) {
        now += TimeUnit.MILLISECONDS.toNanos(random.nextInt(50));
        timers.runDue();
      }
    }
    while (timers.size() > 0) {
      now += timers.untilNextNanos();
      timers.runDue();
    }

    List<Integer> expected =
        started.stream()
            .sorted(
                (one, other) -> {
                  int byTime = Long.compare(one.atNanos() - other.atNanos(), 0);
                  return byTime != 0 ? byTime : Integer.compare(one.number(), other.number());
                })
            .map(Started::number)
            .toList();
    assertThat(fired).isEqualTo(expected);
    assertThat(timers.untilNextNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cancelledTimersDontFireAndTheirRoomIsGivenBack() {
    for (int number = 0; number < 5_000; number++) {
      timers.after(TimerValues.TIMEOUT + number % 2, () -> fired.add(-1)).cancel();
    }
    timers.after(TimerValues.T1, () -> fired.add(1));

    now += TimerValues.TIMEOUT;
    assertThat(timers.size()).isLessThan(2_500);
    timers.runDue();

    assertThat(fired).containsExactly(1);
  }

  @Test
  void aCancelledTimerOfATransactionLeavesNothingBehind() {
    List<SipTimers.Timer> started = new ArrayList<>();
    for (int number = 0; number < 5; number++) {
      int own = number;
      started.add(timers.after(TimerValues.T1, () -> fired.add(own)));
    }
    for (int number : List.of(0, 2, 4, 2)) { // the first, one between, the last, one once more
      started.get(number).cancel();
    }
    assertThat(timers.size()).isEqualTo(2);
    timers.after(TimerValues.T1, () -> fired.add(5));

    now += TimerValues.T1;
    timers.runDue();
    started.get(1).cancel(); // it has fired

    assertThat(fired).containsExactly(1, 3, 5);
    assertThat(timers.size()).isZero();
    assertThat(timers.untilNextNanos()).isEqualTo(Long.MAX_VALUE);
  }
}
