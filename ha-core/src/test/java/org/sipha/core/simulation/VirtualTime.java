package org.sipha.core.simulation;

import java.util.PriorityQueue;

/**
 * A clock that moves from event to event. Events of the same moment happen in the order in which
 * they were planned.
 */
final class VirtualTime {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long planned;

  private record Event(long atNanos, long number, Runnable action) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  long now() {
    return now;
  }

  void in(long nanos, Runnable action) {
    at(now + Math.max(0, nanos), action);
  }

  void at(long atNanos, Runnable action) {
    events.add(new Event(Math.max(now, atNanos), planned++, action));
  }

  /**
   * Moves to the next event that isn't later than {@code endNanos} and lets it happen; false if
   * there is none.
   */
  boolean step(long endNanos) {
    Event next = events.peek();
    if (next == null || next.atNanos > endNanos) {
      now = Math.max(now, endNanos);
      return false;
    }
    events.remove();
    now = next.atNanos;
    next.action.run();
    return true;
  }
}
