package org.sipha.sip;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
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

  private static final long LOOK_AGAIN_NANOS = 10_000_000;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final AtomicInteger messages = new AtomicInteger();
  private final int maxMessages;
  private final Thread thread;
  private @Nullable SipTimers timers;
  private volatile boolean stopped;
  private volatile BooleanSupplier maySpeak = () -> true;

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
          if (maySpeak()) {
            task.run();
          }
        });
    return true;
  }

  /** Timers and messages are for nothing while this says no; timers that are due then wait. */
  void speakOnlyWhile(BooleanSupplier condition) {
    maySpeak = condition;
  }

  /** Whether timers and messages may be handled now. */
  boolean maySpeak() {
    return maySpeak.getAsBoolean();
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
        if (due != null && maySpeak()) {
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
    if (due == null) {
      return TimeUnit.MINUTES.toNanos(1);
    }
    return maySpeak() ? due.untilNextNanos() : LOOK_AGAIN_NANOS;
  }
}
