package org.sipha.core.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Many histories, one for each seed, on several threads. Stops at the first that fails. */
final class Histories {
  private static final double SECOND = 1e9;

  private final long first;
  private final long count;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();

  /** The failed seed with the lowest number, and how it failed. */
  private final ConcurrentSkipListMap<Long, AssertionError> failures =
      new ConcurrentSkipListMap<>();

  private final Map<String, Long> taken = new TreeMap<>();

  Histories(long first, long count) {
    this.first = first;
    this.count = count;
    this.next = new AtomicLong(first);
  }

  /** A failed history: its plan and what it violated. */
  record Failure(FaultPlan plan, AssertionError error) {}

  /** Lives through all of them; a line of progress every so many seconds. */
  Optional<Failure> live(int threads, double everySeconds, Consumer<String> progress) {
    Thread[] workers = new Thread[threads];
    for (int i = 0; i < threads; i++) {
      workers[i] = new Thread(this::work, "histories-" + i);
      workers[i].start();
    }
    watch(workers, everySeconds, progress);
    return failures.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Failure(FaultPlan.random(failures.firstKey()), failures.firstEntry().getValue()));
  }

  private void watch(Thread[] workers, double everySeconds, Consumer<String> progress) {
    long began = System.nanoTime();
    long said = began;
    try {
      for (Thread worker : workers) {
        while (worker.isAlive()) {
          worker.join(100);
          if (System.nanoTime() - said > everySeconds * SECOND) {
            said = System.nanoTime();
            progress.accept(figures(said - began));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    progress.accept(figures(System.nanoTime() - began));
  }

  private String figures(long nanos) {
    double seconds = nanos / SECOND;
    return "%,d of %,d histories in %.1f s, %.0f a second"
        .formatted(done.get(), count, seconds, done.get() / seconds);
  }

  private void work() {
    Map<String, Long> mine = new TreeMap<>();
    for (long seed = next.getAndIncrement();
        seed < first + count && failures.isEmpty();
        seed = next.getAndIncrement()) {
      SimulatedPair pair = new SimulatedPair(seed);
      try {
        pair.live();
      } catch (AssertionError e) {
        failures.put(seed, e);
      }
      pair.coverage().taken().forEach(what -> mine.merge(what, 1L, Long::sum));
      done.incrementAndGet();
    }
    synchronized (taken) {
      mine.forEach((what, times) -> taken.merge(what, times, Long::sum));
    }
  }

  /** How many histories took each row of the tables. */
  Map<String, Long> taken() {
    synchronized (taken) {
      return new TreeMap<>(taken);
    }
  }

  /** The rows that none took. */
  Set<String> neverTaken() {
    Set<String> never = new java.util.TreeSet<>(Coverage.all());
    never.removeAll(taken().keySet());
    return never;
  }
}
