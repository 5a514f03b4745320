package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.event.EventCode;

/** {@code GET /events}. */
class EventPagesTest extends HttpTest {
  @Test
  void anEventHasIdTimeCodeSeverityAndText() throws Exception {
    node.events.happened(EventCode.CONNECTION_DOWN, "lost");

    JsonObject page = json("/events");

    assertThat(page.getJsonArray("events")).hasSize(1);
    JsonObject event = page.getJsonArray("events").getJsonObject(0);
    assertThat(event.getString("id")).matches("[0-9]+").isEqualTo(page.getString("next"));
    assertThat(event.getString("time")).isEqualTo("2026-11-22T12:00:00Z");
    assertThat(event.getString("code")).isEqualTo("connection-down");
    assertThat(event.getString("severity")).isEqualTo("warn");
    assertThat(event.getString("text")).isEqualTo("lost");
  }

  @Test
  void theLastOnesComeFirstAndNextGoesOnWithTheNewOnes() throws Exception {
    happen(1, 150);

    JsonObject last = json("/events");
    assertThat(texts(last)).hasSize(100).startsWith("event 51").endsWith("event 150");

    JsonObject nothing = json("/events?after=" + last.getString("next"));
    assertThat(texts(nothing)).isEmpty();

    happen(151, 153);
    JsonObject some = json("/events?limit=2&after=" + nothing.getString("next"));
    assertThat(texts(some)).containsExactly("event 151", "event 152");
    assertThat(texts(json("/events?after=" + some.getString("next")))).containsExactly("event 153");
  }

  @Test
  void whoComesWithAnIdOfAnEarlierProcessIsToldAll() throws Exception {
    happen(1, 3);

    assertThat(texts(json("/events?after=0"))).hasSize(3);
  }

  @Test
  void aServerToWhichNothingHasHappenedSaysSo() throws Exception {
    JsonObject page = json("/events");

    assertThat(page.getJsonArray("events")).isEmpty();
    assertThat(page.containsKey("next")).isTrue();
    assertThat(page.getString("next")).isNull();
  }

  @Test
  void aWrongQuestionIsAnsweredWithWhatIsRight() throws Exception {
    HttpResponse<String> after = get("/events?after=yesterday");
    assertThat(after.statusCode()).isEqualTo(400);
    assertThat(body(after).getString("error")).contains("id of an event");

    HttpResponse<String> limit = get("/events?limit=1001");
    assertThat(limit.statusCode()).isEqualTo(400);
    assertThat(body(limit).getString("error")).isEqualTo("limit is 1 to 1000");
    assertThat(post("/events").statusCode()).isEqualTo(405);
  }

  private void happen(int from, int to) {
    for (int i = from; i <= to; i++) {
      node.events.happened(EventCode.SYNCHRONIZATION_BATCH, "event " + i);
    }
  }

  private static List<String> texts(JsonObject page) {
    return page.getJsonArray("events").stream()
        .map(event -> ((JsonObject) event).getString("text"))
        .toList();
  }
}
