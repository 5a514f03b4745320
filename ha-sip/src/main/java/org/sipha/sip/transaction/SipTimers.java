package org.sipha.sip.transaction;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
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

  /**
   * Timers of one length. They are due in the order in which they were started, so that a hundred
   * thousand of them needn't be sorted.
   */
  private record Line(long nanos, Queue<Timer> timers) {}

  private static final int FEW = 1_000;

  /** Transactions have about a dozen lengths (RFC 3261 17). */
  private static final int MOST_LINES = 24;

  private final LongSupplier nanoClock;
  private final List<Line> lines = new ArrayList<>(MOST_LINES);

  private final PriorityQueue<Timer> others = new PriorityQueue<>();
  private long started;
  private int size;
  private int cancelled;

  /** Timers by that monotonic clock. */
  public SipTimers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Starts a timer. */
  public Timer after(long nanos, Runnable action) {
    if (cancelled > FEW && cancelled > size / 2) {
      removeCancelled();
    }
    Timer timer = new Timer(nanoClock.getAsLong() + nanos, started++, action);
    queueFor(nanos).add(timer);
    size++;
    return timer;
  }

  private Queue<Timer> queueFor(long nanos) {
    if (nanos > TimerValues.TIMEOUT) {
      return others; // a call's, of whatever length
    }
    for (Line line : lines) {
      if (line.nanos == nanos) {
        return line.timers;
      }
    }
    if (lines.size() == MOST_LINES) {
      lines.removeIf(line -> line.timers.isEmpty());
    }
    if (lines.size() == MOST_LINES) {
      return others;
    }
    Line line = new Line(nanos, new ArrayDeque<>());
    lines.add(line);
    return line.timers;
  }

  private void removeCancelled() {
    size = 0;
    for (Line line : lines) {
      line.timers.removeIf(timer -> timer.action == null);
      size += line.timers.size();
    }
    others.removeIf(timer -> timer.action == null);
    size += others.size();
    cancelled = 0;
  }

  /** Fires what is due, in the order of time. */
  public void runDue() {
    long now = nanoClock.getAsLong();
    Queue<Timer> next = next();
    while (next != null && next.element().atNanos - now <= 0) {
      Timer first = next.remove();
      size--;
      first.fired = true;
      Runnable action = first.action;
      if (action == null) {
        cancelled--;
      } else {
        action.run();
      }
      next = next();
    }
  }

  /** Where the timer stands that is due first, null if there is none. */
  private @Nullable Queue<Timer> next() {
    Queue<Timer> next = others.isEmpty() ? null : others;
    for (Line line : lines) {
      Timer first = line.timers.peek();
      if (first != null && (next == null || first.compareTo(next.element()) < 0)) {
        next = line.timers;
      }
    }
    return next;
  }

  /**
   * Nanoseconds until the next one is due, not negative; {@link Long#MAX_VALUE} if there is none.
   */
  public long untilNextNanos() {
    Queue<Timer> next = next();
    return next == null
        ? Long.MAX_VALUE
        : Math.max(0, next.element().atNanos - nanoClock.getAsLong());
  }

  /** Timers that are waiting, cancelled ones included. */
  public int size() {
    return size;
  }
}
