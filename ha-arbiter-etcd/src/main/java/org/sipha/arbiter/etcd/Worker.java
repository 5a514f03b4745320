package org.sipha.arbiter.etcd;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * One daemon thread that does work in the order in which it is given. Work that throws is a mistake
 * in the program, and goes where uncaught exceptions go: an executor of the JDK keeps them for
 * itself, and who waits for the answer would wait for ever.
 */
final class Worker {
  private final ScheduledThreadPoolExecutor thread =
      new ScheduledThreadPoolExecutor(1, Worker::daemon, new ThreadPoolExecutor.DiscardPolicy());

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "sipha-arbiter");
    thread.setDaemon(true);
    return thread;
  }

  void give(Runnable work) {
    thread.execute(() -> carefully(work));
  }

  void giveAfter(Duration time, Runnable work) {
    var unused = thread.schedule(() -> carefully(work), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Does this last work and nothing after it.
   *
   * @return whether it was done within that time; else it is interrupted
   */
  boolean close(Runnable last, Duration time) {
    thread.execute(
        () -> {
          carefully(last);
          thread.shutdownNow();
        });
    try {
      return thread.awaitTermination(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      thread.shutdownNow();
    }
  }

  private static void carefully(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error mistake) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, mistake);
    }
  }
}
