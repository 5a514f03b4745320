package org.sipha.sip.b2bua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerQueueTest {
  private final AnswerQueue queue = new AnswerQueue();
  private final List<Integer> sent = new ArrayList<>();

  @Test
  void behindAnAnswerThatWaitsAtMost15ProvisionalOnesAreKept() {
    Runnable free = queue.addWaiting(() -> sent.add(0));
    for (int i = 1; i <= 20; i++) {
      int number = i;
      queue.add(() -> sent.add(number));
    }
    assertThat(sent).isEmpty();

    free.run();

    assertThat(sent).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }
}
