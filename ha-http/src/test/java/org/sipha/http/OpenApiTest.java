package org.sipha.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.Reject.Reason;
import org.sipha.core.link.PeerMessage.NodeBlocker;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.BlockingCallsPage.Item;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.http.ConfigurationState.Rejected;
import org.sipha.http.ConfigurationState.Server;
import org.sipha.http.ConfigurationState.Waiting;

/** The description at /openapi.json is of these pages: each path, each status, each key. */
class OpenApiTest extends HttpTest {
  private static final List<String> COMMANDS =
      List.of("/switchover", "/promote", "/demote", "/compare");

  /** Has no end: see {@link LiveStreamsTest}. */
  private static final String STREAM = "GET /live 200";

  /** It would take 20 s. */
  private static final String TOO_LATE = "POST /config/reload 504";

  private final Set<String> seen = new TreeSet<>();
  private OpenApi description;

  @BeforeEach
  void readDescription() throws Exception {
    description = new OpenApi(json("/openapi.json"));
  }

  private void seeGet(String path, String query) throws Exception {
    seen.add(description.check("GET", path, get(query, "application/json")));
  }

  private void seeGet(String path) throws Exception {
    seeGet(path, path);
  }

  private void seePost(String path, String query) throws Exception {
    seen.add(description.check("POST", path, post(query)));
  }

  @Test
  void everyPathIsDescribedAndNoOther() {
    Map<String, Set<String>> routes = new TreeMap<>();
    new Routes(
            node,
            new HttpSettings("127.0.0.1", 0, COMMAND_TIMEOUT),
            tokens,
            node::now,
            new Admission())
        .methods()
        .forEach(
            (path, methods) -> {
              assertThat(methods.contains(HttpMethod.HEAD))
                  .as(path + " has HEAD beside GET")
                  .isEqualTo(methods.contains(HttpMethod.GET));
              routes.put(
                  path,
                  methods.stream()
                      .filter(method -> !method.equals(HttpMethod.HEAD))
                      .map(HttpMethod::name)
                      .collect(Collectors.toCollection(TreeSet::new)));
            });
    assertThat(description.methods()).isEqualTo(routes);
  }

  @Test
  void everythingThatChangesStateNeedsPermission() throws Exception {
    for (Map.Entry<String, Set<String>> path : description.methods().entrySet()) {
      if (path.getValue().contains("POST")) {
        HttpResponse<String> response = send(to(path.getKey()).POST(BodyPublishers.noBody()));
        assertThat(response.statusCode()).as(path.getKey()).isEqualTo(401);
        assertThat(description.check("POST", path.getKey(), response)).endsWith("default");
      }
    }
    assertThat(node.commands).isEmpty();
  }

  @Test
  void answersAreAsDescribedAndEveryDescribedAnswerIsGiven() throws Exception {
    seeAPrimary();
    seeABackupThatIsBlocked();
    seeALonelyNode();
    seeCalls();
    seeConfiguration();
    seeCommands();
    seeSipLog();
    seeEvents();
    seeUpgrades();
    seeFormats();
    seeWhatIsNotYet();
    Set<String> described = new TreeSet<>(description.answers());
    described.removeIf(answer -> answer.endsWith(" default") || answer.equals(TOO_LATE));
    described.remove(STREAM);
    assertThat(seen).containsAll(described);
  }

  @Test
  void aKeyThatIsNotDescribedIsAMistake() throws Exception {
    JsonObject without = json("/openapi.json");
    JsonObject status =
        without.getJsonObject("components").getJsonObject("schemas").getJsonObject("Status");
    assertThat(status.getJsonObject("properties").remove("phase")).isNotNull();
    HttpResponse<String> answer = get("/server", "application/json");
    assertThatThrownBy(() -> new OpenApi(without).check("GET", "/server", answer))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("phase");
  }

  private void seeVerdicts() throws Exception {
    for (String path :
        List.of(
            "/server",
            "/health/live",
            "/health/ready",
            "/primary",
            "/backup",
            "/readiness/switchover",
            "/readiness/upgrade",
            "/openapi.json")) {
      seeGet(path);
    }
  }

  private void seeAPrimary() throws Exception {
    node.certificates = List.of(new CertificateState("certificate", "CN=a", Node.NOON, 30));
    node.trunks = List.of(new SipFigures.Trunk("west", true, 3, 0));
    seeVerdicts();
    node.grid = GridPagesTest.recovering();
    seeGet("/server");
    node.grid = null;
    seeGet("/server", "/server?sipServer");
    seeGet("/server", "/server?nothing");
    seeGet("/serverx", "/serverx?nothing");
  }

  private void seeABackupThatIsBlocked() throws Exception {
    node.isBackupBlockedBy(Node.blocker(BlockerCode.SETTLING, "23 s of 60 s"));
    seeVerdicts();
  }

  private void seeALonelyNode() throws Exception {
    node.connection = ConnectionState.DOWN;
    node.refusal = new Refusal(Reason.SAME_SERVER_ID, "server-id 1 on both");
    node.secondsWithoutTraffic = null;
    node.doubleFailures =
        List.of(
            new DoubleFailure(990 * Node.SECOND, "forced", List.of(CallId.of(6, 1, 7)), 1),
            new DoubleFailure(991 * Node.SECOND, "crash", List.of(), -1));
    seeVerdicts();
    node.passNanos(3_600 * Node.SECOND); // the view is stale now
    seeVerdicts();
  }

  private void seeCalls() throws Exception {
    node.calls.put(CallPagesTest.held(1));
    node.calls.put(CallPagesTest.held(2));
    String id = CallPagesTest.id(1).toString();
    seeGet("/calls", "/calls?limit=1");
    seeGet("/calls", "/calls?limit=0");
    seeGet("/calls/{id}", "/calls/" + id);
    seeGet("/calls/{id}", "/calls/" + CallPagesTest.id(9));
    seeGet("/calls/{id}", "/calls/none");
    node.blocking =
        CompletableFuture.completedFuture(
            new BlockingCallsPage(
                2,
                List.of(
                    new Item(CallPagesTest.id(1), BlockerCode.CALLS_UNSYNCHRONIZED),
                    new Item(CallPagesTest.id(9), BlockerCode.CALLS_UNSYNCHRONIZED))));
    seeGet("/calls", "/calls?blocking=true");
    node.blocking = CompletableFuture.failedFuture(new TimeoutException());
    seeGet("/calls", "/calls?blocking=true");
    seeGet("/calls/{id}/ladder", "/calls/" + id + "/ladder");
    seeGet("/calls/{id}/ladder", "/calls/none/ladder");
    node.sipLog.ladder = "a ladder\n";
    seeGet("/calls/{id}/ladder", "/calls/" + id + "/ladder");
  }

  private void seeConfiguration() throws Exception {
    seeGet("/config");
    seePost("/config/reload", "/config/reload");
    configured(new Rejected(Node.NOON, List.of("wrong")), null);
    seeGet("/config");
    seeGet("/server");
    seePost("/config/reload", "/config/reload");
    Instant kept = Node.NOON.minusSeconds(60);
    configured(null, new Server("answers 401", Node.NOON, kept));
    seeGet("/config");
    seePost("/config/reload", "/config/reload");
  }

  private void configured(Rejected rejected, Server server) {
    node.configuration.state =
        new ConfigurationState(
            "sips-a.ini",
            Node.NOON,
            List.of(
                new ConfigurationState.Option(
                    "TServer",
                    "sip-port",
                    "5070",
                    "5060",
                    "sips-a.ini",
                    7,
                    "1 to 65535",
                    "after restart"),
                new ConfigurationState.Option(
                    "dn:1001", "password", null, null, null, 0, "8 characters", "immediately")),
            List.of(new Waiting("TServer", "sip-port", "5060", null, "after restart")),
            rejected,
            server);
  }

  private void seeCommands() throws Exception {
    for (String path : COMMANDS) {
      for (Outcome outcome : Outcome.values()) {
        node.answer =
            CompletableFuture.completedFuture(
                new CommandResult(
                    outcome,
                    "a sentence",
                    outcome == Outcome.DONE ? "sips-b" : null,
                    List.of(new NodeBlocker("sips-a", Node.blocker(BlockerCode.SETTLING, "1 s")))));
        seePost(path, path);
      }
      seePost(path, path + "?force=perhaps");
    }
  }

  private void seeSipLog() throws Exception {
    seeGet("/sip-log");
    seePost("/sip-log", "/sip-log?on=true");
    seePost("/sip-log", "/sip-log");
  }

  private void seeEvents() throws Exception {
    node.events.happened(EventCode.SYNCHRONIZATION_DONE, "all calls are there");
    seeGet("/events");
    seen.add(description.check("GET", "/events", get("/events?limit=0")));
    seeGet("/metrics");
  }

  private void seeUpgrades() throws Exception {
    seeGet("/upgrade");
    seeUpgrade(UpgradeDocument.waiting());
    seeUpgrade(UpgradeDocument.waiting().put("id", "other"));
    seeUpgrade(new JsonObject());
    seeUpgrade(
        UpgradeDocument.ended("done", "both run 0.2.0")
            .put("report", UpgradeDocument.report(1, new JsonArray().add("7"))));
  }

  private void seeUpgrade(JsonObject document) throws Exception {
    HttpResponse<String> answer =
        send(
            to("/upgrade")
                .header("Authorization", tokens.operate().authorization())
                .POST(BodyPublishers.ofString(document.encode())));
    seen.add(description.check("POST", "/upgrade", answer));
    seeGet("/upgrade");
  }

  private void seeFormats() throws Exception {
    for (String accept : List.of("application/xml", "text/xml", "text/html", "image/png")) {
      seen.add(description.check("GET", "/server", get("/server", accept)));
    }
    seen.add(description.check("GET", "/serverx", get("/serverx")));
    seen.add(description.check("GET", "/", get("/")));
    String tag = get("/openapi.json").headers().firstValue("etag").orElseThrow();
    seen.add(
        description.check(
            "GET", "/openapi.json", send(to("/openapi.json").header("If-None-Match", tag))));
  }

  private void seeWhatIsNotYet() throws Exception {
    node.hasSpoken = false;
    seeGet("/live");
    seeVerdicts();
    seeGet("/");
    seeGet("/serverx");
  }

  @Test
  void theDescriptionIsKeptByClientsAndAskedForByItsTag() throws Exception {
    HttpResponse<String> first = get("/openapi.json");
    assertThat(first.headers().firstValue("cache-control")).contains("no-cache");
    assertThat(new JsonObject(first.body()).getString("openapi")).isEqualTo("3.1.0");
    String tag = first.headers().firstValue("etag").orElseThrow();
    HttpResponse<String> same = send(to("/openapi.json").header("If-None-Match", "W/" + tag));
    assertThat(same.statusCode()).isEqualTo(304);
    assertThat(same.body()).isEmpty();
    assertThat(same.headers().firstValue("etag")).contains(tag);
    assertThat(send(to("/openapi.json").header("If-None-Match", "\"other\"")).statusCode())
        .isEqualTo(200);
  }
}
