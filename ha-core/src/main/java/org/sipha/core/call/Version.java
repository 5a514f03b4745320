package org.sipha.core.call;

/**
 * How new a copy of a call is: (epoch, counter), compared in that order, so that what an old
 * primary did unseen never beats its successor (DESIGN, inventory and synchronization).
 */
public record Version(long epoch, long counter) implements Comparable<Version> {
  /**
   * The version after this one, written by a primary of {@code writerEpoch}. Never lower than this
   * one.
   */
  public Version next(long writerEpoch) {
    return writerEpoch > epoch ? new Version(writerEpoch, 1) : new Version(epoch, counter + 1);
  }

  /** Whether a copy in this version makes one in {@code other} stale. */
  public boolean isNewerThan(Version other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Version other) {
    int byEpoch = Long.compare(epoch, other.epoch);
    return byEpoch != 0 ? byEpoch : Long.compare(counter, other.counter);
  }

  @Override
  public String toString() {
    return epoch + "." + counter;
  }
}
