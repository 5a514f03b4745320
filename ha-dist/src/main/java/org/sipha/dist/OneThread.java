package org.sipha.dist;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * One daemon thread that does work in the order in which it is given, for adapters that may block
 * and ports that mustn't.
 *
 * <p>Work that throws is a mistake in the program, and goes where uncaught exceptions go: an
 * executor of the JDK keeps them for itself, and who waits for the answer would wait for ever.
 */
public final class OneThread extends ScheduledThreadPoolExecutor {
  private OneThread(String name) {
    super(1, task -> daemon(name, task), new ThreadPoolExecutor.DiscardPolicy());
  }

  /**
   * A thread of that name. Work that comes after it was shut down is dropped: the process is ending
   * then.
   */
  public static ScheduledExecutorService named(String name) {
    return new OneThread(name);
  }

  /** A daemon thread that isn't started yet. */
  public static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void afterExecute(Runnable task, @Nullable Throwable thrown) {
    super.afterExecute(task, thrown);
    if (task instanceof Future<?> future && future.isDone() && !future.isCancelled()) {
      try {
        future.get();
      } catch (ExecutionException mistake) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
