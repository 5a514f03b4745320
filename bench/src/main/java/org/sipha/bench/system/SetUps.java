package org.sipha.bench.system;

import java.util.List;

/**
 * How long set-ups took.
 *
 * @param nanos of each that was answered, in ascending order
 * @param unanswered those that weren't
 */
record SetUps(List<Long> nanos, long unanswered) {
  /** Sorts the list. */
  SetUps {
    nanos = nanos.stream().sorted().toList();
  }

  /** Milliseconds within which a share of them was answered; 0.999 is the 99.9th percentile. */
  double millis(double share) {
    if (nanos.isEmpty()) {
      throw new AssertionError("no set-up was answered of " + unanswered);
    }
    int index = (int) Math.ceil(share * nanos.size()) - 1;
    return nanos.get(Math.max(0, index)) / 1e6;
  }
}
