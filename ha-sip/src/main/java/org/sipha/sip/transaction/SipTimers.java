package org.sipha.sip.transaction;

import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Timers of the SIP loop. Not thread-safe; time moves only when {@link #runDue} is called. */
public final class SipTimers {
  /** A timer that was started. */
  public final class Timer implements Comparable<Timer> {
    private final long atNanos;
    private final long number;
    private @Nullable Runnable action;
    private boolean fired;

    private Timer(long atNanos, long number, Runnable action) {
      this.atNanos = atNanos;
      this.number = number;
      this.action = action;
    }

    /**
     * It won't fire any more. What it held can be freed at once, its slot when half of all slots
     * are such.
     */
    public void cancel() {
      if (action != null && !fired) {
        cancelled++;
      }
      action = null;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(atNanos - other.atNanos, 0);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }
  }

  private static final int FEW = 1_000;

  private final LongSupplier nanoClock;
  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private long started;
  private int cancelled;

  /** Timers by that monotonic clock. */
  public SipTimers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Starts a timer. */
  public Timer after(long nanos, Runnable action) {
    if (cancelled > FEW && cancelled > queue.size() / 2) {
      queue.removeIf(timer -> timer.action == null);
      cancelled = 0;
    }
    Timer timer = new Timer(nanoClock.getAsLong() + nanos, started++, action);
    queue.add(timer);
    return timer;
  }

  /** Fires what is due, in the order of time. */
  public void runDue() {
    long now = nanoClock.getAsLong();
    Timer first = queue.peek();
    while (first != null && first.atNanos - now <= 0) {
      queue.poll();
      first.fired = true;
      Runnable action = first.action;
      if (action == null) {
        cancelled--;
      } else {
        action.run();
      }
      first = queue.peek();
    }
  }

  /**
   * Nanoseconds until the next one is due, not negative; {@link Long#MAX_VALUE} if there is none.
   */
  public long untilNextNanos() {
    Timer first = queue.peek();
    return first == null ? Long.MAX_VALUE : Math.max(0, first.atNanos - nanoClock.getAsLong());
  }

  /** Timers that are waiting, cancelled ones included. */
  public int size() {
    return queue.size();
  }
}
