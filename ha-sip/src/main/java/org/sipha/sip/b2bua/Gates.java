package org.sipha.sip.b2bua;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Answers that wait until the backup has confirmed what they say (SPEC 4, "What an answer
 * promises"). Bounded: a call has at most three at a time and a REGISTER one, and the core lets
 * each go exactly once, in time.
 */
final class Gates {
  private final LongSupplier numbers;
  private final Map<Long, Runnable> waiting = new HashMap<>();

  /** Gates with numbers that are never used twice in this process; 0 if answers don't wait. */
  Gates(LongSupplier numbers) {
    this.numbers = numbers;
  }

  /**
   * Tells the core what an answer promises.
   *
   * @param told tells it, with the number of the gate at which the answer waits; 0 if it doesn't
   * @param answer is given when the gate opens, or right after it was told
   */
  void await(LongConsumer told, Runnable answer) {
    long gate = numbers.getAsLong();
    if (gate == 0) {
      told.accept(0);
      answer.run();
    } else {
      waiting.put(gate, answer);
      told.accept(gate);
    }
  }

  void open(long gate) {
    Runnable action = waiting.remove(gate);
    if (action != null) {
      action.run();
    }
  }

  int size() {
    return waiting.size();
  }
}
