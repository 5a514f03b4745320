package org.sipha.sip;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.transaction.SipTimers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that all SIP work is done on, in order: messages, timers, and what the core says.
 * Messages are bounded in number; what the core says is bounded by the core.
 */
final class SipLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SipLoop.class);

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger messages = new AtomicInteger();
  private final int maxMessages;
  private final Thread thread;
  private @Nullable SipTimers timers;
  private volatile boolean stopped;

  SipLoop(String name, int maxMessages) {
    this.maxMessages = maxMessages;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Does something on the loop's thread, after what was given before. */
  void execute(Runnable task) {
    tasks.add(task);
  }

  /** The same for a message; false if too many are waiting. */
  boolean offerMessage(Runnable task) {
    if (messages.get() >= maxMessages) {
      return false;
    }
    messages.incrementAndGet();
    tasks.add(
        () -> {
          messages.decrementAndGet();
          task.run();
        });
    return true;
  }

  /** Messages that are waiting. */
  int waitingMessages() {
    return messages.get();
  }

  /** Whose timers to run from now on; null stands still. On the loop's thread. */
  void run(@Nullable SipTimers newTimers) {
    timers = newTimers;
  }

  /** Ends after the work that is given so far. */
  void stop() {
    execute(() -> stopped = true);
  }

  private void run() {
    while (!stopped) {
      try {
        Runnable task = tasks.poll(waitNanos(), TimeUnit.NANOSECONDS);
        if (task != null) {
          task.run();
        }
        SipTimers due = timers;
        if (due != null) {
          due.runDue();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        // An error of ours in one call must not end all others, and a loop that died unseen would
        // be worse than any.
        LOG.error("SIP work failed", e);
      }
    }
  }

  private long waitNanos() {
    SipTimers due = timers;
    return due == null ? TimeUnit.MINUTES.toNanos(1) : due.untilNextNanos();
  }
}
