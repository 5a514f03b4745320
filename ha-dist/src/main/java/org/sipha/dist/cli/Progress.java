package org.sipha.dist.cli;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sipha.dist.OneThread;
import org.slf4j.LoggerFactory;

/** Tells, while a role change runs, which steps the servers take. */
final class Progress implements AutoCloseable {
  private static final Duration EVERY = Duration.ofMillis(100);

  private final PrintWriter out;
  private final ScheduledExecutorService thread = OneThread.named("sipha-progress");

  // Of that thread alone:
  private final Map<ServerPlace, String> phases = new HashMap<>();

  /** Looks at these servers until it is closed. */
  @SuppressWarnings("FutureReturnValueIgnored") // OneThread tells what a look throws
  Progress(List<ServerPlace> places, PrintWriter out) {
    this.out = out;
    // Once, here: SLF4J complains if two threads have it begin at the same moment.
    LoggerFactory.getILoggerFactory();
    thread.scheduleWithFixedDelay(
        () -> places.forEach(this::look), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look(ServerPlace place) {
    String phase;
    try {
      JsonObject status = new NodeClient(place).status();
      phase = status.getString("phase", "");
    } catch (IOException e) {
      phase = "not reached";
    }
    String before = phases.put(place, phase);
    if (before != null && !before.equals(phase) && !thread.isShutdown()) {
      out.println("  " + place.name() + ": " + before + " -> " + phase);
      out.flush();
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    try {
      // So that nothing is told after the result.
      thread.awaitTermination(EVERY.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
