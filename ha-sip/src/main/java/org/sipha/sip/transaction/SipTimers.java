package org.sipha.sip.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Timers of the SIP loop. Not thread-safe; time moves only when {@link #runDue} is called. */
public final class SipTimers {
  /** A timer that was started. */
  public final class Timer implements Comparable<Timer> {
    private final long atNanos;
    private final long number;
    private @Nullable Runnable action; // null when it has fired or was cancelled
    private @Nullable Line line; // null among the others
    private @Nullable Timer before;
    private @Nullable Timer behind;

    private Timer(long atNanos, long number, Runnable action) {
      this.atNanos = atNanos;
      this.number = number;
      this.action = action;
    }

    /** It won't fire any more. What it held can be freed at once. */
    public void cancel() {
      if (action == null) {
        return;
      }
      action = null;
      if (line != null) {
        line.remove(this);
        size--;
      } else {
        cancelled++;
      }
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
   * thousand of them needn't be sorted. Each knows its neighbours: one that is cancelled, as most
   * are, leaves nothing behind.
   */
  private static final class Line {
    final long nanos;
    @Nullable Timer first;
    @Nullable Timer last;

    Line(long nanos) {
      this.nanos = nanos;
    }

    void add(Timer timer) {
      timer.line = this;
      timer.before = last;
      if (last == null) {
        first = timer;
      } else {
        last.behind = timer;
      }
      last = timer;
    }

    void remove(Timer timer) {
      if (timer.before == null) {
        first = timer.behind;
      } else {
        timer.before.behind = timer.behind;
      }
      if (timer.behind == null) {
        last = timer.before;
      } else {
        timer.behind.before = timer.before;
      }
      timer.line = null;
      timer.before = null;
      timer.behind = null;
    }
  }

  private static final int FEW = 1_000;

  /** Transactions have about a dozen lengths (RFC 3261 17). */
  private static final int MOST_LINES = 24;

  private final LongSupplier nanoClock;
  private final List<Line> lines = new ArrayList<>(MOST_LINES);

  /** Those of a call, of whatever length. */
  private final PriorityQueue<Timer> others = new PriorityQueue<>();

  private long started;
  private int size;

  /** How many of the others are cancelled: their places are given back when half are. */
  private int cancelled;

  /** Timers by that monotonic clock. */
  public SipTimers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Starts a timer. */
  public Timer after(long nanos, Runnable action) {
    Timer timer = new Timer(nanoClock.getAsLong() + nanos, started++, action);
    Line line = lineFor(nanos);
    if (line != null) {
      line.add(timer);
    } else {
      addToOthers(timer);
    }
    size++;
    return timer;
  }

  private @Nullable Line lineFor(long nanos) {
    if (nanos > TimerValues.TIMEOUT) {
      return null;
    }
    for (Line line : lines) {
      if (line.nanos == nanos) {
        return line;
      }
    }
    if (lines.size() == MOST_LINES) {
      lines.removeIf(line -> line.first == null);
    }
    if (lines.size() == MOST_LINES) {
      return null;
    }
    Line line = new Line(nanos);
    lines.add(line);
    return line;
  }

  private void addToOthers(Timer timer) {
    if (cancelled > FEW && cancelled > others.size() / 2) {
      others.removeIf(other -> other.action == null);
      size -= cancelled;
      cancelled = 0;
    }
    others.add(timer);
  }

  /** Fires what is due, in the order of time. */
  public void runDue() {
    long now = nanoClock.getAsLong();
    Timer next = next();
    while (next != null && next.atNanos - now <= 0) {
      take(next);
      Runnable action = next.action;
      next.action = null;
      if (action != null) {
        action.run();
      }
      next = next();
    }
  }

  /** Takes out the one that is due first. */
  private void take(Timer next) {
    size--;
    if (next.line != null) {
      next.line.remove(next);
    } else {
      others.remove();
      if (next.action == null) {
        cancelled--;
      }
    }
  }

  /** The one that is due first, null if there is none. */
  private @Nullable Timer next() {
    Timer next = others.peek();
    for (Line line : lines) {
      Timer first = line.first;
      if (first != null && (next == null || first.compareTo(next) < 0)) {
        next = first;
      }
    }
    return next;
  }

  /**
   * Nanoseconds until the next one is due, not negative; {@link Long#MAX_VALUE} if there is none.
   */
  public long untilNextNanos() {
    Timer next = next();
    return next == null ? Long.MAX_VALUE : Math.max(0, next.atNanos - nanoClock.getAsLong());
  }

  /** Timers that are waiting, those of the others that are cancelled included. */
  public int size() {
    return size;
  }
}
