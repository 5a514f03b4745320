package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sipha.core.event.Event;

/** What sipha upgrade tells, and what is answered of it. */
class UpgradePagesTest extends HttpTest {

  private HttpResponse<String> tell(JsonObject document) throws Exception {
    return tell(BodyPublishers.ofString(document.encode()), tokens.operate().authorization());
  }

  private HttpResponse<String> tell(BodyPublisher body, String authorization) throws Exception {
    return send(to("/upgrade").header("Authorization", authorization).POST(body));
  }

  private List<String> events() {
    return node.events.last(100).stream()
        .map((Event event) -> event.code() + ": " + event.text())
        .toList();
  }

  @Test
  void nothingIsKnownOfAnUpgradeBeforeOneIsToldOf() throws Exception {
    assertThat(json("/upgrade"))
        .isEqualTo(
            new JsonObject()
                .putNull("upgrade")
                .putNull("heardAt")
                .putNull("heardSecondsAgo")
                .put("silent", false));
  }

  @Test
  void theLastWordIsAnsweredWithoutWhatIsNotKnownHere() throws Exception {
    JsonObject document = UpgradeDocument.waiting();
    assertThat(tell(document.copy().put("weather", "fine")).statusCode()).isEqualTo(200);
    node.passNanos(7 * Node.SECOND);

    JsonObject answer = json("/upgrade");
    assertThat(answer.getJsonObject("upgrade")).isEqualTo(document);
    assertThat(answer.getString("heardAt")).isEqualTo(Node.NOON.toString());
    assertThat(answer.getInteger("heardSecondsAgo")).isEqualTo(7);
    assertThat(answer.getBoolean("silent")).isFalse();
  }

  @Test
  void anUpgradeThatSaysNothingFor30SecondsIsSilentUntilItEnds() throws Exception {
    tell(UpgradeDocument.waiting());
    node.passNanos(30 * Node.SECOND - 1);
    assertThat(json("/upgrade").getBoolean("silent")).isFalse();
    node.passNanos(1);
    assertThat(json("/upgrade").getBoolean("silent")).isTrue();
    tell(UpgradeDocument.ended("done", "both run 0.2.0"));
    node.passNanos(60 * Node.SECOND);
    assertThat(json("/upgrade").getBoolean("silent")).isFalse();
  }

  @Test
  void aSecondUpgradeIsRefusedWhileOneGoesOn() throws Exception {
    JsonObject other = UpgradeDocument.waiting().put("id", "other").put("by", "bob@host-b");
    tell(UpgradeDocument.waiting());
    HttpResponse<String> refused = tell(other);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(body(refused).getString("error")).contains("20261122T115800Z-4f3a by alice@host-a");
    assertThat(json("/upgrade").getJsonObject("upgrade").getString("by")).isEqualTo("alice@host-a");

    node.passNanos(30 * Node.SECOND);
    assertThat(tell(other).statusCode()).as("the first one is silent").isEqualTo(200);
    assertThat(tell(other.put("state", "failed")).statusCode()).isEqualTo(200);
    assertThat(tell(UpgradeDocument.waiting()).statusCode()).as("none goes on").isEqualTo(200);
  }

  @Test
  void whatTellsNothingNewIsNoEventAndNoLineOfTheAudit() throws Exception {
    try (AuditLines audit = new AuditLines()) {
      tell(UpgradeDocument.waiting().put("state", "running"));
      tell(UpgradeDocument.waiting());
      tell(UpgradeDocument.waiting().put("text", "waits for another call"));
      tell(UpgradeDocument.ended("refused", "1 call was\nstill there"));
      tell(UpgradeDocument.waiting());
      assertThat(audit.lines())
          .containsExactly(
              "INFO token from 127.0.0.1: POST /upgrade: 200 upgrade 20261122T115800Z-4f3a to 0.2.0 by alice@host-a: running",
              "INFO token from 127.0.0.1: POST /upgrade: 200 upgrade 20261122T115800Z-4f3a to 0.2.0 by alice@host-a: refused",
              "INFO token from 127.0.0.1: POST /upgrade: 200 upgrade 20261122T115800Z-4f3a to 0.2.0 by alice@host-a: waiting");
    }
    assertThat(events())
        .containsExactly(
            "upgrade-began: upgrade 20261122T115800Z-4f3a to 0.2.0 by alice@host-a: running",
            "upgrade-ended: upgrade 20261122T115800Z-4f3a to 0.2.0 by alice@host-a: refused: 1 call was still there",
            "upgrade-began: upgrade 20261122T115800Z-4f3a to 0.2.0 by alice@host-a: waiting");
  }

  @Test
  void onlyWhoeverMayOperateTells() throws Exception {
    BodyPublisher large = BodyPublishers.ofString(UpgradeDocument.waiting().encode());
    assertThat(tell(large, tokens.read().authorization()).statusCode()).isEqualTo(403);
    assertThat(tell(large, "Bearer wrong").statusCode()).isEqualTo(401);
    assertThat(json("/upgrade").getValue("upgrade")).isNull();
    assertThat(events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id        | 7                  | id must be a string of 1 to 128 characters in one line",
        "by        | \"a\\nb\"          | by must be a string of 1 to 128 characters in one line",
        "to        | null               | to must be a string of 1 to 128 characters in one line",
        "from      | []                 | from must be an object",
        "from      | {\"sips-a\":1}     | from.sips-a must be a string of 1 to 128 characters in one line",
        "from      | {\"a\":\"1\",\"b\":\"1\",\"c\":\"1\"} | from has at most 2 keys",
        "state     | \"paused\"         | state must be one of running, waiting, done, refused, rolled-back, failed",
        "text      | null               | text must be a string of up to 4000 characters",
        "startedAt | \"noon\"           | startedAt must be a time such as 2026-11-30T10:20:00Z, and isn't noon",
        "updatedAt | 1                  | updatedAt must be a time such as 2026-11-30T10:20:00Z",
        "steps     | {}                 | steps must be a list of at most 200",
        "steps     | [1]                | steps[0] must be an object",
        "steps     | [{\"name\":\"stop\"}] | steps[0].state must be one of planned, running, waiting, done, failed, refused",
        "report    | {\"lost\":[]}      | report.before must be a whole number of at least 0",
        "report    | {\"lost\":[\"\"]}  | report.lost[0] must be a string of 1 to 128 characters in one line",
      })
  void whatIsNotUnderstoodIsNamedAndChangesNothing(String key, String value, String error)
      throws Exception {
    JsonObject wrong = UpgradeDocument.waiting().put(key, Json.decodeValue(value));
    HttpResponse<String> response = tell(wrong);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(body(response).getString("error")).isEqualTo(error);
    assertThat(json("/upgrade").getValue("upgrade")).isNull();
  }

  @Test
  void aBodyThatIsNoJsonObjectIsNotUnderstood() throws Exception {
    for (String body : List.of("", "{", "[]", "7", "null", "[".repeat(60_000))) {
      HttpResponse<String> response =
          tell(BodyPublishers.ofString(body), tokens.operate().authorization());
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(body(response).getString("error")).isEqualTo("the body must be a JSON object");
    }
  }

  @Test
  void aDocumentOf64KilobytesIsReadAndALargerOneIsNot() throws Exception {
    JsonArray lost = new JsonArray();
    for (int i = 0; i < UpgradeJson.MOST_LOST; i++) {
      lost.add("4611686018427387" + (100 + i));
    }
    JsonObject document =
        UpgradeDocument.ended("done", "").put("report", UpgradeDocument.report(5_000, lost));
    document.put("padding", "x".repeat(UpgradeJson.MOST_BYTES - document.encode().length() - 13));
    assertThat(document.encode()).hasSize(UpgradeJson.MOST_BYTES);
    assertThat(tell(document).statusCode()).isEqualTo(200);
    assertThat(
            json("/upgrade").getJsonObject("upgrade").getJsonObject("report").getJsonArray("lost"))
        .isEqualTo(lost);

    HttpResponse<String> refused = tell(document.put("padding2", ""));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(body(refused).getString("error")).contains("65536 bytes");
  }

  @Test
  void aBodyOfUnknownLengthIsNotRead() throws Exception {
    Supplier<InputStream> body =
        () -> new ByteArrayInputStream(UpgradeDocument.waiting().encode().getBytes(UTF_8));
    HttpResponse<String> refused =
        tell(BodyPublishers.ofInputStream(body), tokens.operate().authorization());
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(body(refused).getString("error")).contains("Content-Length");
  }

  @Test
  void noOtherPageTakesABody() throws Exception {
    HttpResponse<String> refused =
        send(
            to("/switchover")
                .header("Authorization", tokens.operate().authorization())
                .POST(BodyPublishers.ofString("x".repeat(1_000))));
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(node.commands).isEmpty();
  }
}
