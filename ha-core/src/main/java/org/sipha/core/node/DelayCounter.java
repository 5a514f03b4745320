package org.sipha.core.node;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/** Counts how long something took each time; any thread. */
public final class DelayCounter {
  private final long[] bounds = Delays.BOUNDS_NANOS.stream().mapToLong(Long::longValue).toArray();
  private final AtomicLongArray counts = new AtomicLongArray(bounds.length + 1);
  private final AtomicLong sumNanos = new AtomicLong();

  /** It took that long once more. */
  public void add(long nanos) {
    int range = 0;
    while (range < bounds.length && nanos > bounds[range]) {
      range++;
    }
    counts.incrementAndGet(range);
    sumNanos.addAndGet(nanos);
  }

  /** What has been counted so far. */
  public Delays delays() {
    List<Long> copy =
        LongStream.range(0, counts.length()).mapToObj(i -> counts.get((int) i)).toList();
    return new Delays(copy, sumNanos.get());
  }
}
