package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** What has happened to a server (GET /events), for the operator's terminal. */
final class EventsText {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  private EventsText() {}

  /** A line for each event, the latest first. */
  static List<String> latestFirst(JsonObject found) {
    JsonArray events = found.getJsonArray("events");
    List<String> lines = new ArrayList<>();
    for (int i = events.size() - 1; i >= 0; i--) {
      JsonObject event = events.getJsonObject(i);
      String severity = event.getString("severity");
      lines.add(
          "  %s  %-5s  %s"
              .formatted(
                  CLOCK.format(Instant.parse(event.getString("time"))),
                  severity.equals("info") ? "" : severity,
                  event.getString("text")));
    }
    return lines;
  }
}
