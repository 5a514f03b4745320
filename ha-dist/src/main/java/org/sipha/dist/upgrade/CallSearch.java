package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sipha.dist.records.EndedCalls;

/**
 * Finds out what became of the calls that were there before a role change: the new primary has
 * them, or a call detail record says how they ended, or they are lost.
 *
 * <p>Records are read of those servers whose data directory is on this machine. Where one is
 * missing a call without a record counts as ended, unless a server names it as lost.
 */
final class CallSearch {
  private final Servers servers;
  private final Calls calls;

  CallSearch(Servers servers, Calls calls) {
    this.servers = servers;
    this.calls = calls;
  }

  /**
   * Looks, if there is another primary than before.
   *
   * @param since when the upgrade began
   * @throws IOException if it can't be told now; the next look may
   */
  void look(Pair pair, Instant since) throws IOException {
    String primary = pair.primary().orElseThrow().node();
    if (!calls.areToBeFound(primary)) {
      return;
    }
    Set<String> missing = calls.missing(servers.calls(primary));
    Map<String, String> reasons = new HashMap<>();
    boolean known = true;
    for (String node : servers.names()) {
      Optional<Path> data = servers.place(node).dataDirectory();
      known &= data.isPresent();
      if (data.isPresent() && !missing.isEmpty()) {
        reasons.putAll(EndedCalls.reasons(data.get(), missing, since));
      }
    }
    calls.after(missing, reasons, known);
    for (String node : servers.names()) {
      addWhatItNames(servers.status(node), since);
    }
  }

  /** Double failures since the upgrade began, by the word of a server (SPEC 2). */
  private void addWhatItNames(JsonObject status, Instant since) {
    for (Object item : status.getJsonArray("doubleFailures", new JsonArray())) {
      JsonObject failure = (JsonObject) item;
      if (!Instant.parse(failure.getString("at")).isBefore(since)) {
        failure
            .getJsonArray("lostKnown", new JsonArray())
            .forEach(id -> calls.lost(String.valueOf(id)));
      }
    }
  }
}
