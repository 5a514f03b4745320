package org.sipha.it.harness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Watches a pair ten times a second while a story goes on: what each server says of itself, and who
 * holds the SIP port. Stories ask it afterwards for what must never have been.
 */
public final class Timeline implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final Pair pair;
  private final List<Sample> samples = new CopyOnWriteArrayList<>();
  private final List<PortSample> ports = new CopyOnWriteArrayList<>();
  private final List<Thread> watchers = new ArrayList<>();
  private final long startNanos = System.nanoTime();
  private volatile boolean closed;

  /**
   * What a server said.
   *
   * @param askedNanos when the question went out
   * @param answeredNanos when the answer was here
   */
  public record Sample(Server server, long askedNanos, long answeredNanos, NodeStatus status) {}

  /** Which servers had the SIP port open at a moment. */
  public record PortSample(long atNanos, Set<String> owners) {}

  private record Reign(Server server, long epoch, long fromNanos, long toNanos) {}

  private Timeline(Pair pair) {
    this.pair = pair;
  }

  /** Begins to watch. */
  public static Timeline watch(Pair pair) {
    Timeline timeline = new Timeline(pair);
    pair.servers().forEach(server -> timeline.startWatcher(() -> timeline.ask(server)));
    timeline.startWatcher(timeline::lookAtPort);
    return timeline;
  }

  private void startWatcher(Runnable look) {
    Thread watcher =
        new Thread(
            () -> {
              while (!closed) {
                look.run();
                LockSupport.parkNanos(EVERY.toNanos());
              }
            },
            "timeline");
    watcher.setDaemon(true);
    watcher.start();
    watchers.add(watcher);
  }

  private void ask(Server server) {
    long asked = System.nanoTime();
    server
        .http()
        .tryStatus(PATIENCE)
        .ifPresent(status -> samples.add(new Sample(server, asked, System.nanoTime(), status)));
  }

  private void lookAtPort() {
    long now = System.nanoTime();
    ports.add(new PortSample(now, ProcessFigures.ownersOfUdpPort(pair.servers(), pair.sipPort())));
  }

  /** What a server said, oldest first. */
  public List<Sample> samplesOf(Server server) {
    return samples.stream().filter(sample -> sample.server() == server).toList();
  }

  /** Waits until this timeline, too, has seen what has come true already. */
  public void awaitSample(Server server, Predicate<NodeStatus> condition) {
    Await.until(
        Duration.ofSeconds(5),
        "a sample of " + server.name() + " that shows it",
        () -> samplesOf(server).stream().map(Sample::status).anyMatch(condition),
        pair::describe);
  }

  /** Who had the SIP port open, oldest first. */
  public List<PortSample> portSamples() {
    return List.copyOf(ports);
  }

  /**
   * Fails if both servers have been primary at the same time: if a stretch between two answers of
   * one, both "primary" in the same epoch, overlaps such a stretch of the other.
   */
  public void assertNeverTwoPrimaries() {
    List<Reign> ofA = reignsOf(pair.a());
    List<Reign> ofB = reignsOf(pair.b());
    for (Reign one : ofA) {
      for (Reign other : ofB) {
        long from = Math.max(one.fromNanos(), other.fromNanos());
        long to = Math.min(one.toNanos(), other.toNanos());
        if (to > from) {
          throw new AssertionError(
              "two primaries from %d ms to %d ms of this timeline, in epochs %d and %d"
                  .formatted(sinceStart(from), sinceStart(to), one.epoch(), other.epoch()));
        }
      }
    }
  }

  /** Fails if something was ever said by a server that must not be. */
  public void assertNever(Server server, String what, Predicate<NodeStatus> forbidden) {
    for (Sample sample : samplesOf(server)) {
      if (forbidden.test(sample.status())) {
        throw new AssertionError(
            server.name()
                + " said what it must never: "
                + what
                + ", after "
                + sinceStart(sample.answeredNanos())
                + " ms: "
                + sample.status());
      }
    }
  }

  private List<Reign> reignsOf(Server server) {
    List<Reign> reigns = new ArrayList<>();
    Sample last = null;
    for (Sample sample : samplesOf(server)) {
      if (last != null
          && last.status().role().equals("primary")
          && sample.status().role().equals("primary")
          && last.status().epoch() == sample.status().epoch()) {
        reigns.add(
            new Reign(server, last.status().epoch(), last.answeredNanos(), sample.askedNanos()));
      }
      last = sample;
    }
    return reigns;
  }

  private long sinceStart(long nanos) {
    return Duration.ofNanos(nanos - startNanos).toMillis();
  }

  @Override
  public void close() {
    closed = true;
    for (Thread watcher : watchers) {
      try {
        watcher.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
