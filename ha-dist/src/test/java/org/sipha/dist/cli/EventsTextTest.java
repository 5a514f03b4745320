package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class EventsTextTest {
  private static JsonObject event(String time, String severity, String text) {
    return new JsonObject().put("time", time).put("severity", severity).put("text", text);
  }

  @Test
  void theLatestComesFirstAndWhatIsBadSaysSo() {
    JsonArray events =
        new JsonArray()
            .add(event("2026-11-22T11:59:00.123Z", "info", "the connection is up"))
            .add(event("2026-11-22T12:00:07Z", "error", "the port is in use"));

    assertThat(EventsText.latestFirst(new JsonObject().put("events", events)))
        .containsExactly(
            "  12:00:07  error  the port is in use", "  11:59:00         the connection is up");
  }
}
