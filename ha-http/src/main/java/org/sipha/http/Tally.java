package org.sipha.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts a trouble that anybody can repeat at will, so that it is logged now and then and not each
 * time. Thread-safe.
 */
final class Tally {
  private final AtomicLong count = new AtomicLong();

  /**
   * Counts one more; gives the count when it is worth a line in the log (1, 2, 4, 8, ...), else 0.
   */
  long oneMore() {
    long now = count.incrementAndGet();
    return Long.bitCount(now) == 1 ? now : 0;
  }
}
