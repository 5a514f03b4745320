package org.sipha.dist.pair;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sipha.dist.OneThread;
import org.sipha.dist.cli.NodeClient;

/**
 * Looks at a server's status twice a second and says one line whenever its role or readiness has
 * changed.
 */
final class NodeWatch implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(500);

  private final NodeClient client;
  private final Consumer<String> say;
  private final Runnable onServing;
  private final ScheduledExecutorService thread;
  private Seen last = Seen.NOTHING;

  /** What a change is judged by: figures that run, such as seconds and calls, are no change. */
  private record Seen(String role, int ready, List<String> codes) {
    static final Seen NOTHING = new Seen("", -1, List.of());
  }

  /**
   * A watch that isn't started yet.
   *
   * @param say told what has changed, one line each
   * @param onServing run whenever the server is seen as primary
   */
  NodeWatch(NodeClient client, Consumer<String> say, Runnable onServing) {
    this.client = client;
    this.say = say;
    this.onServing = onServing;
    this.thread = OneThread.named("sipha-watch-" + client.place().name());
  }

  void start() {
    var unused =
        thread.scheduleWithFixedDelay(
            this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Looks once; what goes wrong must not end the looking. */
  private void look() {
    JsonObject status;
    try {
      status = client.status();
    } catch (IOException e) {
      if (!last.equals(Seen.NOTHING)) {
        say.accept(client.place().name() + ": not reached");
        last = Seen.NOTHING;
      }
      return;
    }
    Seen seen = seen(status);
    if (!seen.equals(last)) {
      last = seen;
      say.accept(client.place().name() + ": " + sentence(status));
    }
    if (seen.role.equals("primary")) {
      onServing.run();
    }
  }

  private static Seen seen(JsonObject status) {
    return new Seen(
        status.getString("role"),
        status.getInteger("readyForSwitchover"),
        blockers(status).map(blocker -> blocker.getString("code")).toList());
  }

  private static Stream<JsonObject> blockers(JsonObject status) {
    return status.getJsonArray("blockers").stream().map(JsonObject.class::cast);
  }

  /** {@code primary, epoch 2, 30 calls, not ready for a switchover (settling: 1 s of 60 s ...)}. */
  static String sentence(JsonObject status) {
    String role = status.getString("role");
    String who =
        role.equals("none")
            ? "no role"
            : role + (role.equals("primary") ? ", epoch " + status.getValue("epoch") : "");
    String ready =
        status.getInteger("readyForSwitchover") == 1
            ? "ready for a switchover"
            : "not ready for a switchover ("
                + blockers(status)
                    .map(blocker -> blocker.getString("code") + ": " + blocker.getString("text"))
                    .collect(Collectors.joining("; "))
                + ")";
    return who + ", " + status.getValue("calls") + " calls, " + ready;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
