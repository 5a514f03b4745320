package org.sipha.sip.b2bua;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Answers that wait until the backup has confirmed what they say (SPEC 4, "What an answer
 * promises"). Bounded: a call has at most three at a time and a REGISTER one, and the core lets
 * each go exactly once, in time.
 */
final class Gates {
  private final LongSupplier numbers;
  private final Map<Long, Runnable> waiting = new HashMap<>();

  /** Gates with numbers that are never used twice in this process. */
  Gates(LongSupplier numbers) {
    this.numbers = numbers;
  }

  /** A new gate; when it opens the action is done. */
  long await(Runnable action) {
    long gate = numbers.getAsLong();
    waiting.put(gate, action);
    return gate;
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
