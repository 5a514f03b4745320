package org.sipha.it.lab;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.sipha.it.harness.NodeHttp;
import org.sipha.it.harness.NodeStatus;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;

/**
 * Looks once a second whether both servers, while both say that they are ready, really hold the
 * calls that the harness holds.
 */
final class TableWatch implements AutoCloseable {
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final Pair pair;
  private final List<String> violations = new CopyOnWriteArrayList<>();
  private final Thread watcher;
  private volatile Set<String> steady = Set.of();
  private volatile int looks;
  private volatile boolean closed;

  TableWatch(Pair pair) {
    this.pair = pair;
    watcher =
        new Thread(
            () -> {
              while (!closed) {
                look();
                LockSupport.parkNanos(EVERY.toNanos());
              }
            },
            "table watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  /** The Call-IDs of the calls that are up and stay so until the next word. */
  void steady(Set<String> callIds) {
    steady = Set.copyOf(callIds);
  }

  private void look() {
    Set<String> known = steady;
    if (known.isEmpty() || !bothAreReady()) {
      return;
    }
    for (Server server : pair.servers()) {
      Set<String> missing = new HashSet<>(known);
      try {
        missing.removeAll(callIds(server.http().calls()));
      } catch (UncheckedIOException unreachable) {
        return;
      }
      if (!missing.isEmpty() && bothAreReady() && steady == known) {
        violations.add(
            "both said ready, but %s lacks %d of %d held calls, for example %s"
                .formatted(server.name(), missing.size(), known.size(), missing.iterator().next()));
      }
    }
    looks++;
  }

  private boolean bothAreReady() {
    return pair.servers().stream()
        .map(server -> server.http().tryStatus(PATIENCE))
        .allMatch(status -> status.filter(NodeStatus::readyForSwitchover).isPresent());
  }

  static Set<String> callIds(Map<String, NodeHttp.Call> calls) {
    Set<String> ids = new HashSet<>();
    calls.values().forEach(call -> ids.addAll(call.callIds()));
    return ids;
  }

  /** How often both tables were compared with the truth while both servers said ready. */
  int looks() {
    return looks;
  }

  /** What was wrong, if anything was. */
  Optional<String> violation() {
    return violations.stream().findFirst();
  }

  @Override
  public void close() {
    closed = true;
    try {
      watcher.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
