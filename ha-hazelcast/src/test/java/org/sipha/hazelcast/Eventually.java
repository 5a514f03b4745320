package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for real threads and sockets, with a deadline. */
final class Eventually {
  private static final Duration DEADLINE = Duration.ofSeconds(40);

  private Eventually() {}

  /** Returns as soon as the condition holds; else fails with the last state. */
  static void until(String what, BooleanSupplier condition, Supplier<Object> state) {
    long endNanos = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - endNanos > 0) {
        fail("not within %s: %s; last state: %s", DEADLINE, what, state.get());
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
