package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame.Reject.Reason;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.RightState;
import org.sipha.core.sync.SyncState;

/** The JSON form of {@code /server}, and which form is chosen. */
class ServerJsonTest extends HttpTest {

  @Test
  void topLevelKeysAreThoseOfTheSpecification() throws Exception {
    JsonObject json = json("/server?sipServer");
    assertThat(json.getString("role")).isEqualTo("primary");
    assertThat(json.getValue("epoch")).isEqualTo(7);
    assertThat(json.getValue("readyForSwitchover")).isEqualTo(1);
    assertThat(json.getValue("readyForUpgrade")).isEqualTo(0);
    assertThat(json.getJsonArray("blockers")).isEmpty();
    JsonObject connection = json.getJsonObject("haConnection");
    assertThat(connection.getString("state")).isEqualTo("established");
    assertThat(connection.getString("since")).isEqualTo("2026-11-22T11:59:00Z");
    assertThat(connection.getString("peer")).isEqualTo("sips-b");
    assertThat(connection.getString("session")).isEqualTo("18446744073709551614");
    assertThat(json.getJsonObject("synchronization").getMap())
        .containsEntry("state", "done")
        .containsEntry("missing", 0)
        .containsEntry("synchronized", 0)
        .containsEntry("limitInForce", 500)
        .containsEntry("limitConfigured", 500)
        .containsEntry("secondsLeft", 0);
    assertThat(json.getJsonObject("sipServer").getMap())
        .containsEntry("NAME", "sips-a")
        .containsEntry("READINESS_SWITCHOVER", 1)
        .containsEntry("READINESS_UPGRADE", 0);
    assertThat(json.containsKey("sipCallManager")).isFalse();
  }

  @Test
  void operatorsSeeWhatElseThereIsToKnow() throws Exception {
    node.refusal = new Refusal(Reason.SAME_SERVER_ID, "server-id 1 on both");
    node.readiness =
        new Readiness(
            true, false, List.of(), List.of(Node.blocker(BlockerCode.PEER_FROZEN, "silent")));
    CallId lost = CallId.of(6, 1, 5);
    node.doubleFailures =
        List.of(
            new DoubleFailure(999 * Node.SECOND, "forced", List.of(lost), 1),
            new DoubleFailure(999 * Node.SECOND, "died", List.of(), -1));
    JsonObject json = json("/server");
    assertThat(json.getMap())
        .containsEntry("server", "sips-a")
        .containsEntry("serverId", 1)
        .containsEntry("version", "0.1.0")
        .containsEntry("phase", "serving")
        .containsEntry("busy", false)
        .containsEntry(
            "selfChecks", List.of(Map.of("name", "clock", "state", "passed", "text", "")))
        .containsEntry("labSettling", false)
        .containsEntry("unprotectedAnswers", 5)
        .containsEntry("unprotectedCalls", List.of(CallId.of(6, 1, 7).toString()))
        .containsEntry("calls", 0)
        .containsKeys(
            "sipServer",
            "sipCallManager",
            "sipPresenceManager",
            "sipTransportLayer",
            "sipTrunkStatistics",
            "haSynchronization",
            "haBlockers",
            "haSipTraffic",
            "haRight")
        .containsEntry("right", mapOf("held", null));
    assertThat(json.getJsonArray("notes").getJsonObject(0).getString("code"))
        .isEqualTo("peer-frozen");
    assertThat(json.getJsonObject("haConnection").getMap())
        .containsEntry("protocol", 2)
        .containsEntry("clockDifferenceMillis", -40)
        .containsEntry("refusal", "server-id 1 on both")
        .containsEntry("refused", Map.of("reason", "SAME_SERVER_ID", "text", "server-id 1 on both"))
        .containsEntry("lastTrouble", null)
        .containsEntry("failedTries", 0)
        .containsEntry("nextTryInSeconds", null);
    assertThat(json.getJsonObject("haConnection").getJsonArray("settingsThatDiffer"))
        .containsExactly("ha-drain-timeout");
    assertThat(json.getJsonObject("peer").getMap())
        .containsEntry("role", "backup")
        .containsEntry("epoch", 3)
        .containsEntry("readyForSwitchover", 1)
        .containsEntry("readyForUpgrade", 1)
        .containsEntry("calls", 3);
    JsonArray failures = json.getJsonArray("doubleFailures");
    assertThat(failures.getJsonObject(0).getJsonArray("lostKnown"))
        .containsExactly(lost.toString());
    assertThat(failures.getJsonObject(0).getString("at")).isEqualTo("2026-11-22T11:59:59Z");
    assertThat(failures.getJsonObject(1).getValue("lostCount")).isNull();
  }

  @Test
  void aRightThatIsNotRenewedIsShownWithWhatIsLeftOfIt() throws Exception {
    node.right = new NodeView.Right(RightState.UNRENEWED, 1_002 * Node.SECOND, null);
    JsonObject json = json("/server");
    assertThat(json.getJsonObject("right").getMap()).isEqualTo(mapOf("unrenewed", 2.0));
    assertThat(json.getJsonObject("haRight").getMap())
        .containsEntry("STATE", 2)
        .containsEntry("SECONDS_LEFT", 2);
    assertThat(get("/", "text/html").body()).contains("It ends in 2.0 s.");

    node.right = new NodeView.Right(RightState.PROMISED, 1_001 * Node.SECOND, null);
    assertThat(json("/server").getJsonObject("right").getMap()).isEqualTo(mapOf("promised", 1.0));
    assertThat(get("/", "text/html").body()).contains("promise alone");

    node.right = new NodeView.Right(RightState.NONE, 999 * Node.SECOND, null);
    assertThat(json("/server").getJsonObject("haRight").getMap())
        .containsEntry("STATE", 0)
        .containsEntry("SECONDS_LEFT", -1);
  }

  private static Map<String, Object> mapOf(String state, @Nullable Double secondsLeft) {
    Map<String, Object> right = new HashMap<>();
    right.put("state", state);
    right.put("secondsLeft", secondsLeft);
    return right;
  }

  @Test
  void secondsWithoutSipTrafficAreShownAndUnknownWhereSipIsNotServed() throws Exception {
    JsonObject serving = json("/server?haSipTraffic");
    assertThat(serving.getJsonObject("sip").getValue("secondsWithoutTraffic")).isEqualTo(7);
    assertThat(serving.getJsonObject("sip").getValue("unrecordedEnds")).isEqualTo(25);
    assertThat(serving.getJsonObject("haSipTraffic").getValue("SECONDS_WITHOUT_TRAFFIC"))
        .isEqualTo(7);
    assertThat(get("/", "text/html").body()).contains("none for 00:00:07");
    node.secondsWithoutTraffic = null;
    JsonObject closed = json("/server?haSipTraffic");
    assertThat(closed.getJsonObject("sip").getMap()).containsEntry("secondsWithoutTraffic", null);
    assertThat(closed.getJsonObject("haSipTraffic").getValue("SECONDS_WITHOUT_TRAFFIC"))
        .isEqualTo(-1);
    assertThat(get("/", "text/html").body()).contains("not served here now");
  }

  @Test
  void daysToTheEndOfEachCertificateAreShownAndOnThePageThoseThatEndSoon() throws Exception {
    assertThat(json("/server").getJsonArray("certificates")).isEmpty();
    assertThat(get("/", "text/html").body()).contains("This server uses no certificate");
    Instant end = Instant.parse("2026-12-21T12:00:00Z");
    node.certificates =
        List.of(
            new CertificateState("certificate", "CN=<a>", end, 29),
            new CertificateState("authority", "CN=authority", end, 30),
            new CertificateState("sip-tls-cert", "CN=sip", end, -1));
    JsonArray certificates = json("/server?sipServer").getJsonArray("certificates");
    assertThat(certificates).hasSize(3);
    assertThat(certificates.getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("option", "certificate")
                .put("subject", "CN=<a>")
                .put("notAfter", "2026-12-21T12:00:00Z")
                .put("daysLeft", 29));
    assertThat(get("/", "text/html").body())
        .contains("CN=&lt;a&gt;", "29 days left", "CN=sip", "has expired", "CN=authority");
  }

  @Test
  void backupShowsBlockersAndBatches() throws Exception {
    node.isBackupBlockedBy(
        Node.blocker(BlockerCode.SETTLING, "23 s of 60 s since the HA connection was established"),
        Node.blocker(BlockerCode.CALLS_UNSYNCHRONIZED, "1,204 of 30,000 calls"));
    JsonObject json = json("/server?sipServer");
    assertThat(json.getString("role")).isEqualTo("backup");
    assertThat(json.getValue("readyForSwitchover")).isEqualTo(0);
    assertThat(json.getValue("readyForUpgrade")).isEqualTo(1);
    assertThat(json.getJsonArray("blockers").getJsonObject(1))
        .isEqualTo(
            new JsonObject()
                .put("code", "calls-unsynchronized")
                .put("text", "1,204 of 30,000 calls"));
    JsonObject sync = json.getJsonObject("synchronization");
    assertThat(sync.getMap())
        .containsEntry("state", "running")
        .containsEntry("missing", 1_204)
        .containsEntry("synchronized", 500)
        .containsEntry("limitInForce", 500)
        .containsEntry("limitConfigured", 700)
        .containsEntry("secondsLeft", 3);
    assertThat(sync.getJsonArray("batches").getJsonObject(0))
        .isEqualTo(
            new JsonObject()
                .put("number", 1)
                .put("calls", 500)
                .put("startedAt", "2026-11-22T11:59:50Z")
                .put("confirmedAt", "2026-11-22T11:59:51Z"));
    assertThat(sync.getJsonArray("batches").getJsonObject(1).getValue("confirmedAt")).isNull();
  }

  @Test
  void unknownFiguresAreNull() throws Exception {
    node.connection = ConnectionState.DOWN;
    node.synchronization = new Synchronization(SyncState.DOWN, 0, 0, 0, 500, -1, List.of());
    JsonObject json = json("/server?sipServer");
    assertThat(json.getJsonObject("synchronization").getMap())
        .containsEntry("state", "down")
        .containsEntry("missing", null)
        .containsEntry("synchronized", null)
        .containsEntry("limitInForce", null)
        .containsEntry("secondsLeft", null);
    assertThat(json.getMap()).containsEntry("peer", null);
    assertThat(json.getJsonObject("haConnection").getMap())
        .containsEntry("state", "down")
        .containsEntry("session", null)
        .containsEntry("protocol", null)
        .containsEntry("clockDifferenceMillis", null)
        .containsEntry("refused", null)
        .containsEntry("establishedAt", null)
        .containsEntry("lastTrouble", "connection reset")
        .containsEntry("retries", "lost 7 times in 20 s, 3 tries in a row failed")
        .containsEntry("failedTries", 3)
        .containsEntry("nextTryInSeconds", 1.6)
        .containsEntry("losses", 7);
  }

  @Test
  void inventoryThatIsNotDoneShowsNoFigureThatLooksLikeTheEnd() throws Exception {
    node.synchronization = new Synchronization(SyncState.INVENTORY, 0, 0, 500, 500, -1, List.of());
    JsonObject sync = json("/server").getJsonObject("synchronization");
    assertThat(sync.getString("state")).isEqualTo("inventory");
    assertThat(sync.getValue("missing")).isNull();
  }

  @Test
  void timeOnceShownStaysUntilTheWallClockIsSet() throws Exception {
    String since = json("/server").getJsonObject("haConnection").getString("since");
    node.passNanos(Node.SECOND / 2);
    node.wallClockError = Duration.ofMillis(3);
    assertThat(json("/server").getJsonObject("haConnection").getString("since")).isEqualTo(since);
    node.wallClockError = Duration.ofHours(-1);
    assertThat(json("/server").getJsonObject("haConnection").getString("since"))
        .isEqualTo("2026-11-22T10:59:00Z");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*/*                                                             | application/xml",
        "application/json                                                | application/json",
        "application/xml                                                 | application/xml",
        "text/xml                                                        | text/xml",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8 | text/html",
        "text/html, application/xhtml+xml, */*                           | text/html",
        "application/json, text/plain, */*                               | application/json",
        "application/json;q=0.5, application/xml;q=0.4                   | application/json",
        "application/json;q=0.4, application/xml;q=0.5                   | application/xml",
        "text/xml, application/json                                      | text/xml",
        "application/*                                                   | application/xml",
        "text/*                                                          | text/xml",
        "*/*, application/xml;q=0, text/xml;q=0                          | application/json",
        "APPLICATION/JSON; charset=utf-8                                 | application/json",
        "application/json;q=nonsense                                     | application/xml",
        "nonsense                                                        | application/xml",
        ";,;,                                                            | application/xml",
      })
  void formIsChosenByAccept(String accept, String expected) throws Exception {
    HttpResponse<String> response = get("/server", accept);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith(expected);
    assertThat(response.headers().firstValue("vary")).contains("Accept");
  }

  @Test
  void withoutAcceptItIsXml() throws Exception {
    HttpResponse<String> response = get("/server");
    assertThat(response.headers().firstValue("content-type").orElseThrow())
        .isEqualTo("application/xml;charset=utf-8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"image/png", "application/json;q=0", "*/*;q=0", "text/plain"})
  void whatIsNotOfferedIsNotAcceptable(String accept) throws Exception {
    HttpResponse<String> response = get("/server", accept);
    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(body(response).getString("error")).contains("application/json");
  }

  @Test
  void serverxIsXmlWhateverIsAccepted() throws Exception {
    HttpResponse<String> response = get("/serverx", "text/html");
    assertThat(response.headers().firstValue("content-type").orElseThrow()).startsWith("text/xml");
  }
}
