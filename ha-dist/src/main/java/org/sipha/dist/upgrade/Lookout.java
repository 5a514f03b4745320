package org.sipha.dist.upgrade;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sipha.dist.upgrade.Seen.Life;

/** Looks at both servers: over HTTP, and at their processes where they are of this machine. */
final class Lookout {
  /**
   * A server whose process nobody here can see counts as down when it hasn't answered for so long:
   * one answer may be late.
   */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private final Servers servers;
  private final Method method;
  private final Journal journal;
  private final Duration pause;
  private final Map<String, Long> silentSince = new HashMap<>();

  /**
   * A lookout.
   *
   * @param pause between two looks
   */
  Lookout(Servers servers, Method method, Journal journal, Duration pause) {
    this.servers = servers;
    this.method = method;
    this.journal = journal;
    this.pause = pause;
  }

  /** Both servers, now. */
  Pair look() throws IOException {
    Pair pair = servers.look(this::unanswered);
    for (Seen seen : pair.both()) {
      if (seen.answers()) {
        silentSince.remove(seen.node());
        method.seen(seen);
      }
    }
    return pair;
  }

  private Seen unanswered(String node, String trouble) {
    Optional<Boolean> running = isRunning(node);
    Life life =
        running.isPresent()
            ? running.get() ? Life.RUNS : Life.GONE
            : journal.hand(node).state() == Hand.State.OFF && !isSilentForLong(node)
                ? Life.RUNS
                : Life.UNKNOWN;
    return Seen.silent(node, life, trouble);
  }

  private boolean isSilentForLong(String node) {
    long now = System.nanoTime();
    return now - silentSince.computeIfAbsent(node, silent -> now) >= SILENCE.toNanos();
  }

  /** Whether a server's process is there; empty if nobody here can know. */
  Optional<Boolean> isRunning(String node) {
    try {
      return method.isRunning(node);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Until the next look. */
  void pause() throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
