package org.sipha.dist.demo;

import java.util.Locale;

/** What became of the calls of a demonstration. Thread-safe. */
final class DemoCounts {
  private int up;
  private int setUp;
  private int ended;
  private int notSetUp;
  private int dropped;

  synchronized void setUp() {
    setUp++;
    up++;
  }

  synchronized void notSetUp() {
    notSetUp++;
  }

  synchronized void ended() {
    up--;
    ended++;
  }

  synchronized void dropped() {
    up--;
    dropped++;
  }

  /** One calm line. */
  synchronized String summary() {
    return String.format(
        Locale.ROOT,
        "calls: %,d up, %,d set up, %,d ended by their parties, %,d not set up, %,d dropped",
        up,
        setUp,
        ended,
        notSetUp,
        dropped);
  }
}
