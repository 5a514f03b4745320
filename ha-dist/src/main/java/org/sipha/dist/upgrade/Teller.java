package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.OneThread;

/**
 * Keeps both servers told how the upgrade stands: at each change and every few seconds, also while
 * a step takes long. A server that hears nothing for 30 s shows that.
 */
final class Teller implements AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final Servers servers;
  private final ScheduledExecutorService thread = OneThread.named("sipha-upgrade-teller");
  private volatile @Nullable JsonObject latest;
  private volatile @Nullable String objection;

  /** Says nothing before the first {@link #tell}. */
  @SuppressWarnings("FutureReturnValueIgnored") // OneThread tells what goes wrong
  Teller(Servers servers) {
    this.servers = servers;
    thread.scheduleWithFixedDelay(
        this::send, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The document has changed. */
  void tell(JsonObject document) {
    latest = document;
    thread.execute(this::send);
  }

  private void send() {
    JsonObject document = latest;
    if (document != null) {
      @Nullable String said = servers.tell(document);
      objection = said == null ? objection : said;
    }
  }

  /** Why a server doesn't want to hear of this upgrade: another one is running. */
  Optional<String> objection() {
    return Optional.ofNullable(objection);
  }

  /** Tells what was given last, and ends. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
