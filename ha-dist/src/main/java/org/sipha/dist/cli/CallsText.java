package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Calls of a server (SPEC 7) as a table for the operator's terminal. */
final class CallsText {
  private static final String UNKNOWN = "?";

  private CallsText() {}

  /** How many there are, then a line for each that is listed. */
  static List<String> of(String server, JsonObject found, boolean blocking, Instant now) {
    JsonArray calls = found.getJsonArray("calls");
    long total = found.getLong("total");
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d calls%s%s",
            server,
            total,
            blocking ? " hold readiness for switchover at 0" : "",
            calls.size() < total
                ? String.format(Locale.ROOT, ", the first %,d of them:", calls.size())
                : ""));
    for (Object call : calls) {
      lines.add(line((JsonObject) call, now));
    }
    return lines;
  }

  private static String line(JsonObject call, Instant now) {
    String started = call.getString("startedAt");
    String age =
        started == null
            ? UNKNOWN
            : StatusText.duration(Duration.between(Instant.parse(started), now));
    String line =
        String.format(
            Locale.ROOT,
            "%s  %-10s  %12s  %s -> %s",
            call.getString("id"),
            known(call, "state"),
            age,
            known(call, "from"),
            known(call, "to"));
    if (Boolean.TRUE.equals(call.getBoolean("multisite"))) {
      line += "  multisite";
    }
    String reason = call.getString("reason");
    return reason == null ? line : line + "  " + reason;
  }

  private static String known(JsonObject call, String key) {
    String value = call.getString(key);
    return value == null ? UNKNOWN : value;
  }
}
