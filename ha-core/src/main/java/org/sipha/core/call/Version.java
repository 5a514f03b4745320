package org.sipha.core.call;

import java.util.Comparator;

/**
 * How new a copy of a call is: compared by epoch, then counter, so that what an old primary did
 * unseen never beats its successor (DESIGN, inventory and synchronization). The writer comes last.
 * It decides only between two that wrote in the same epoch, unheard by each other, and without it
 * their copies would look equal.
 *
 * @param epoch in which it was written
 * @param counter from 1 in each epoch
 * @param writer the server id of the primary that wrote it
 */
public record Version(long epoch, long counter, int writer) implements Comparable<Version> {
  private static final Comparator<Version> ORDER =
      Comparator.comparingLong(Version::epoch)
          .thenComparingLong(Version::counter)
          .thenComparingInt(Version::writer);

  /** The first version of a call. */
  public static Version first(long epoch, int writer) {
    return new Version(epoch, 1, writer);
  }

  /** The version after this one, written by that primary in that epoch. Always higher than this. */
  public Version next(long writerEpoch, int nextWriter) {
    return writerEpoch > epoch
        ? first(writerEpoch, nextWriter)
        : new Version(epoch, counter + 1, nextWriter);
  }

  /** Whether a copy in this version makes one in {@code other} stale. */
  public boolean isNewerThan(Version other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return epoch + "." + counter + "@" + writer;
  }
}
