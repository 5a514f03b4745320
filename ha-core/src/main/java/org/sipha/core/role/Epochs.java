package org.sipha.core.role;

/** The epoch numbers a node knows: a number that only grows, one for each promotion (SPEC 4). */
final class Epochs {
  private long highest;
  private long served;

  Epochs(long persisted) {
    highest = persisted;
  }

  /** The epoch in which this process serves or last served, 0 if never. */
  long served() {
    return served;
  }

  /** The highest number known. */
  long highest() {
    return highest;
  }

  /** A number was found at the arbiter or heard from the peer. */
  void heard(long epoch) {
    highest = Math.max(highest, epoch);
  }

  /** A number higher than any known. */
  long next() {
    return highest + 1;
  }

  void serve(long epoch) {
    served = epoch;
    heard(epoch);
  }
}
