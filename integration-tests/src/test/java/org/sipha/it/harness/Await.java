package org.sipha.it.harness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for the outside world, with a deadline and a message that shows the last state. */
public final class Await {
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private Await() {}

  /**
   * Waits until something holds.
   *
   * @param what what is waited for, for the message
   * @param lastState shown when it doesn't come true
   * @return how long it took
   * @throws AssertionError if it doesn't hold within {@code limit}
   */
  public static Duration until(
      Duration limit, String what, BooleanSupplier holds, Supplier<String> lastState) {
    long start = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "not within " + seconds(limit) + ": " + what + "\n" + lastState.get());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits until {@code found} finds something; else as {@link #until}. */
  public static <T> T untilFound(
      Duration limit, String what, Supplier<Optional<T>> found, Supplier<String> lastState) {
    long start = System.nanoTime();
    Optional<T> result = found.get();
    while (result.isEmpty()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        throw new AssertionError(
            "not within " + seconds(limit) + ": " + what + "\n" + lastState.get());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      result = found.get();
    }
    return result.get();
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }
}
