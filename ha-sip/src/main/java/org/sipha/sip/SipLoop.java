package org.sipha.sip;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sipha.sip.transaction.SipTimers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where all SIP work is done, in order and by one thread at a time: messages, timers, and what the
 * core says. Messages are bounded in number; what the core says is bounded by the core.
 *
 * <p>The loop has a thread of its own. While nothing waits, whoever has something to do here may do
 * it himself ({@link #handleMessage}, {@link #perform}): to wake another thread for it would take
 * about as long.
 */
final class SipLoop {
  private static final Logger LOG = LoggerFactory.getLogger(SipLoop.class);

  /** Timers are so exact, and whether one may speak is looked at so often. */
  private static final long GRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger messages = new AtomicInteger();
  private final int maxMessages;
  private final Thread thread;

  /** Whether a thread works; what it finds was left by the one before. */
  private final AtomicBoolean atWork = new AtomicBoolean();

  /** When a timer is due next, as whoever worked last has left them. */
  private volatile long dueAtNanos = System.nanoTime();

  /** Until when the loop's own thread sleeps. */
  private volatile long sleepsUntilNanos = dueAtNanos;

  private @Nullable SipTimers timers; // of the one at work
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

  /** Does something on the loop's own thread, after what was given before. */
  void execute(Runnable task) {
    tasks.add(task);
    if (!atWork.get()) { // else whoever is at work sees it when he is done
      LockSupport.unpark(thread);
    }
  }

  /** The same for a message; false if too many are waiting. */
  boolean offerMessage(Runnable task) {
    if (messages.get() >= maxMessages) {
      return false;
    }
    messages.incrementAndGet();
    execute(
        () -> {
          messages.decrementAndGet();
          handle(task);
        });
    return true;
  }

  /** The same on the calling thread, if nothing else is to be done. */
  boolean handleMessage(Runnable task) {
    boolean taken =
        takesTurn(
            () -> {
              handle(task);
              runTimers();
            });
    return taken || offerMessage(task);
  }

  /**
   * The same as {@link #execute}, on the calling thread if nothing else is to be done. It does this
   * one thing and doesn't look for timers: it may have others to keep.
   */
  void perform(Runnable task) {
    if (!takesTurn(task)) {
      execute(task);
    }
  }

  private boolean takesTurn(Runnable task) {
    if (!tasks.isEmpty() || !atWork.compareAndSet(false, true)) {
      return false;
    }
    try {
      work(task);
    } finally {
      leaveWork();
    }
    if (!tasks.isEmpty() || dueAtNanos - sleepsUntilNanos < 0) {
      LockSupport.unpark(thread);
    }
    return true;
  }

  private void handle(Runnable message) {
    if (maySpeak()) {
      message.run();
    }
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

  /** Whose timers to run from now on; null stands still. Only as a part of the loop's work. */
  void run(@Nullable SipTimers newTimers) {
    timers = newTimers;
  }

  /** Ends after the work that is given so far. */
  void stop() {
    execute(() -> stopped = true);
  }

  private void run() {
    while (!stopped && !Thread.currentThread().isInterrupted()) {
      if (atWork.compareAndSet(false, true)) {
        try {
          workAll();
        } finally {
          leaveWork();
        }
      }
      sleep();
    }
  }

  private void workAll() {
    Runnable task = tasks.poll();
    do {
      if (task != null) {
        work(task);
      }
      work(this::runTimers);
      task = tasks.poll();
    } while (task != null && !stopped);
  }

  private void runTimers() {
    SipTimers due = timers;
    if (due != null && maySpeak()) {
      due.runDue();
    }
  }

  private void work(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // An error of ours in one call must not end all others, and a loop that died unseen would
      // be worse than any.
      LOG.error("SIP work failed", e);
    }
  }

  private void leaveWork() {
    dueAtNanos = System.nanoTime() + waitNanos();
    atWork.set(false);
  }

  private long waitNanos() {
    SipTimers due = timers;
    if (due == null) {
      return LONG_NANOS;
    }
    return maySpeak()
        ? Math.max(GRAIN_NANOS, Math.min(due.untilNextNanos(), LONG_NANOS))
        : GRAIN_NANOS;
  }

  /**
   * Until there is something to do. Each who gives or leaves something looks whether this thread
   * has to be woken, and this thread looks for it after it has said until when it sleeps: so one of
   * them sees the other.
   */
  private void sleep() {
    long now = System.nanoTime();
    boolean another = atWork.get(); // who wakes this thread when he is done
    sleepsUntilNanos = another ? now + 2 * LONG_NANOS : dueAtNanos;
    boolean changed =
        another != atWork.get()
            || (!another && (!tasks.isEmpty() || dueAtNanos - sleepsUntilNanos < 0));
    if (!changed) {
      LockSupport.parkNanos(this, Math.max(1, sleepsUntilNanos - now));
    }
  }
}
