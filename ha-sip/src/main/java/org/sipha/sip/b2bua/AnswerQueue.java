package org.sipha.sip.b2bua;

import java.util.ArrayDeque;
import java.util.Deque;

/** Answers of a call on their way to the caller: they stay in order though some wait at a gate. */
final class AnswerQueue {
  private static final int MAX_WAITING = 16;

  private static final class Entry {
    final Runnable send;
    boolean free;

    Entry(Runnable send, boolean free) {
      this.send = send;
      this.free = free;
    }
  }

  private final Deque<Entry> queue = new ArrayDeque<>();

  /**
   * Sends after those before it. Beyond the bound it is left out: a provisional answer may be lost
   * anyway.
   */
  void add(Runnable send) {
    if (queue.size() < MAX_WAITING) {
      queue.add(new Entry(send, true));
      flush();
    }
  }

  /** Sends after those before it, and not before the returned action was done. */
  Runnable addWaiting(Runnable send) {
    Entry entry = new Entry(send, false);
    queue.add(entry);
    return () -> {
      entry.free = true;
      flush();
    };
  }

  private void flush() {
    Entry first = queue.peek();
    while (first != null && first.free) {
      queue.poll();
      first.send.run();
      first = queue.peek();
    }
  }

  /** What waits will never be sent. */
  void clear() {
    queue.clear();
  }
}
