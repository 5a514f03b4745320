package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.Reject.Reason;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.BlockingCallsPage.Item;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;

/** What an operator reads on the page, with a script or without. */
class OperatorPageTest extends HttpTest {

  /** What a person sees of the page. */
  private String text() throws Exception {
    return get("/", "text/html")
        .body()
        .replaceAll("(?s)<(style|script)>.*?</\\1>", "")
        .replaceAll("<[^>]*>", "");
  }

  private void isBlockedBy(BlockerCode code, String text) {
    node.readiness = new Readiness(false, false, List.of(new Blocker(code, text)), List.of());
  }

  @Test
  void pageShowsBothNodesAndNeedsNothingFromOutside() throws Exception {
    node.isBackupBlockedBy(Node.blocker(BlockerCode.SETTLING, "23 s of 60 s"));
    HttpResponse<String> page = get("/", "text/html");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type").orElseThrow()).startsWith("text/html");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .contains("default-src 'none'");
    assertThat(page.body())
        .contains("href=\"http://127.0.0.1:8081/\"")
        .contains("<progress aria-label=\"calls synchronized\" max=\"1704\" value=\"500\">")
        .doesNotContain(" src=", "style=", "onclick=", "<link rel=\"stylesheet\"");
    assertThat(text())
        .contains("sips-a primary", "sips-b backup", "30,000 calls", "settling: 23 s of 60 s")
        .contains("500 of 1,704 missing calls synchronized")
        .contains("500 calls in this session", "700 calls at once, from the next session on")
        .contains("about 401 calls/s", "about 00:00:03")
        .contains("not ready for switchover", "ready for upgrade")
        .contains("sips-b may be stopped for an upgrade");
  }

  @Test
  void nodesStandInTheSameOrderOnBothPages() throws Exception {
    assertThat(text()).containsSubsequence("sips-a primary", "sips-b backup");
    node.isBackupBlockedBy();
    assertThat(text()).containsSubsequence("sips-a primary", "sips-b backup");
  }

  @Test
  void pairIsReadyOnlyWhenBothNodesAre() throws Exception {
    assertThat(text())
        .contains("Ready for a switchover", "Nothing is lost", "sips-b becomes primary")
        .contains("No call holds the pair back");
    isBlockedBy(BlockerCode.SETTLING, "23 s of 60 s");
    assertThat(text()).contains("Not ready for a switchover").doesNotContain("Nothing is lost:");
  }

  @Test
  void suspectConnectionAllowsNoSwitchoverThoughBothAreReady() throws Exception {
    node.connection = ConnectionState.SUSPECT;
    assertThat(text()).contains("The HA connection is suspect", "a switchover is refused");
    assertThat(get("/").body()).contains("data-outlook=\"impossible\"");
  }

  @Test
  void lonelyNodeSaysWhyAndWhereItsPeerWouldBe() throws Exception {
    node.connection = ConnectionState.DOWN;
    node.refusal = new Refusal(Reason.SAME_SERVER_ID, "server-id 1 on both");
    node.doubleFailures =
        List.of(new DoubleFailure(990 * Node.SECOND, "the other died", List.of(), 7));
    assertThat(text())
        .contains("sips-a carries the calls alone", "sips-b not heard")
        .contains("connection reset", "server-id 1 on both", "00:01:00")
        .contains("3 tries in a row failed, the next one in 1.6 s")
        .contains("There is no connected backup")
        .contains("the other died; calls lost: 7");
    assertThat(get("/").body()).contains("href=\"http://127.0.0.1:8081/\"");
  }

  @Test
  void nodeThatStandsStillIsNotShownAsItWas() throws Exception {
    node.passNanos(10 * Node.SECOND);
    assertThat(text())
        .contains("sips-a stands still", "view-stale: the node has not ticked for 10 s")
        .doesNotContain("Ready for a switchover");
  }

  @Test
  void forcedSwitchoverNamesItsLossBeforeItIsConfirmed() throws Exception {
    isBlockedBy(BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION, "3 calls, oldest 00:42:10");
    assertThat(get("/").body()).contains("data-outlook=\"refused\"");
    assertThat(text())
        .contains("Without force it is refused now")
        .contains("sips-a: multisite-calls-before-connection: 3 calls, oldest 00:42:10")
        .contains("Lost: multisite calls from before the HA connection are dropped (3 calls");
    isBlockedBy(BlockerCode.CALLS_UNSYNCHRONIZED, "1,204 of 30,000 calls");
    assertThat(text())
        .contains("At risk: calls that sips-b doesn't hold yet (1,204 of 30,000 calls)");
  }

  @Test
  void callsThatBlockAreListedWithTheirParties() throws Exception {
    isBlockedBy(BlockerCode.CALLS_UNSYNCHRONIZED, "2 of 30,000 calls");
    node.calls.put(CallPagesTest.held(1));
    node.blocking =
        CompletableFuture.completedFuture(
            new BlockingCallsPage(
                30,
                List.of(
                    new Item(CallPagesTest.id(1), BlockerCode.CALLS_UNSYNCHRONIZED),
                    new Item(CallPagesTest.id(2), BlockerCode.CALLS_UNSYNCHRONIZED))));
    node.passNanos(Node.SECOND);
    String page = text();
    for (long end = deadline(); !page.contains("1001"); page = text()) {
      assertThat(System.nanoTime()).as(page).isLessThan(end);
    }
    assertThat(page)
        .contains("1001 &rarr; 1002", "00:00:01", "calls-unsynchronized")
        .contains("not known &rarr; not known", "The first 2 of 30");
    assertThat(node.questions).as("the node is asked for all readers").hasSize(1);
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
  }

  @Test
  void whatHappenedIsToldTheLatestFirst() throws Exception {
    assertThat(text()).contains("Nothing has happened since this server started");
    node.events.happened(EventCode.CONNECTION_ESTABLISHED, "the connection is up");
    node.events.happened(EventCode.SIP_OPEN_FAILED, "the port is in use");
    assertThat(text()).containsSubsequence("the port is in use", "the connection is up");
    assertThat(get("/").body()).contains("<li class=\"error\" title=\"sip-open-failed\">");
  }

  @Test
  void configurationThatWaitsOrIsRejectedAndCertificatesAreShown() throws Exception {
    node.configuration.state =
        new ConfigurationState(
            "sips-a.ini",
            Node.NOON,
            List.of(),
            List.of(
                new ConfigurationState.Waiting(
                    "TServer", "sip-port", "5060", "5062", "after restart")),
            new ConfigurationState.Rejected(Node.NOON, List.of("line 7: sip-port = x")),
            null);
    node.certificates = List.of(new CertificateState("certificate", "CN=sips-a", Node.NOON, 12));
    assertThat(text())
        .contains("[TServer] sip-port: 5060 in force, 5062 configured; after restart")
        .contains("line 7: sip-port = x", "CN=sips-a", "22 Nov 2026, 12 days left");
  }

  private void isUpgrading(JsonObject document) throws Exception {
    HttpResponse<String> answer =
        send(
            to("/upgrade")
                .header("Authorization", tokens.operate().authorization())
                .POST(BodyPublishers.ofString(document.encode())));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void nothingIsShownOfAnUpgradeWithoutOne() throws Exception {
    assertThat(get("/").body())
        .contains(
            "<p id=\"news\" class=\"unseen\" role=\"status\"></p>\n<div id=\"upgrade\"></div>")
        .doesNotContain("id=\"upgrading\"");
  }

  @Test
  void upgradeInProgressShowsItsStepsWhatItWaitsForAndHowLong() throws Exception {
    node.passNanos(Node.SECOND);
    isUpgrading(UpgradeDocument.waiting());
    node.passNanos(5 * Node.SECOND);
    assertThat(text())
        .contains("Upgrade to 0.2.0 waiting", "waits for 1 multisite call")
        .contains("Check both servers done 00:00:02", "Stop sips-b done 00:00:07")
        .containsSubsequence(
            "Wait until a switchover loses nothing waiting 00:01:35",
            "1 call from before",
            "Switch over planned")
        .contains("by alice@host-a", "before: sips-a 0.1.0, sips-b 0.1.0", "UTC, 00:02:05")
        .contains("Upgrade to 0.2.0: waiting, step 4: Wait until a switchover loses nothing")
        .doesNotContain("--resume", "may be stopped for an upgrade");
  }

  @Test
  void switchoverByHandIsWarnedOfWhileAnUpgradeMakesItsOwn() throws Exception {
    isUpgrading(UpgradeDocument.waiting());
    assertThat(get("/").body()).contains("id=\"upgrading\"");
    isUpgrading(UpgradeDocument.ended("done", "both run 0.2.0"));
    assertThat(get("/").body()).doesNotContain("id=\"upgrading\"");
  }

  @Test
  void upgradeThatWaitsForCallsNamesTheFirstAndLeadsToTheOthers() throws Exception {
    isUpgrading(UpgradeDocument.waiting());
    isBlockedBy(BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION, "4 calls, oldest 00:00:01");
    node.calls.put(CallPagesTest.held(1));
    node.blocking =
        CompletableFuture.completedFuture(
            new BlockingCallsPage(
                4,
                IntStream.rangeClosed(1, 4)
                    .mapToObj(
                        i ->
                            new Item(
                                CallPagesTest.id(i), BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION))
                    .toList()));
    node.passNanos(Node.SECOND);
    String page = text();
    for (long end = deadline(); !page.contains("1001"); page = text()) {
      assertThat(System.nanoTime()).as(page).isLessThan(end);
    }
    assertThat(page)
        .contains("1001 &rarr; 1002, age 00:00:01: multisite-calls-before-connection")
        .contains("4 calls block");
    assertThat(get("/").body()).contains("<a href=\"#blocking-title\">");
  }

  @Test
  void upgradeThatIsRefusedOrSilentSaysWhatToDo() throws Exception {
    isUpgrading(UpgradeDocument.waiting());
    node.passNanos(42 * Node.SECOND);
    assertThat(text())
        .contains("Upgrade to 0.2.0 silent", "No word from it for 00:00:42", "run by alice@host-a")
        .contains("sipha upgrade --resume", "sipha upgrade --rollback");
    isUpgrading(UpgradeDocument.ended("refused", "the call is still there"));
    node.passNanos(42 * Node.SECOND);
    assertThat(text())
        .contains("Upgrade to 0.2.0 refused", "the call is still there")
        .contains("sipha upgrade --resume", "sipha upgrade --rollback")
        .doesNotContain("No word from it");
    assertThat(get("/").body()).contains("<section class=\"card upgrade\"");
  }

  @Test
  void upgradeThatHasEndedStaysSmallWithItsReport() throws Exception {
    isUpgrading(
        UpgradeDocument.ended("done", "both run 0.2.0")
            .put("report", UpgradeDocument.report(2_000, new JsonArray().add("71").add("72"))));
    assertThat(get("/").body()).contains("<details class=\"card upgrade\">");
    assertThat(text())
        .contains("Upgrade to 0.2.0 done", "2,000 of 1,000 calls lost", "both run 0.2.0")
        .contains("UTC, 00:03:00")
        .contains("Calls before1,000Carried over980Ended by their parties20Lost2,000")
        .contains("Lost calls: 71, 72 and 1,998 more")
        .doesNotContain("--resume");
    String before = get("/").body().replaceAll("(?s).*id=\"upgrade\">(.*)<div id=\"alerts.*", "$1");
    node.passNanos(10 * Node.SECOND);
    assertThat(get("/").body()).as("it stands still: an opened one stays open").contains(before);
  }

  @Test
  void textFromElsewhereStaysText() throws Exception {
    isBlockedBy(BlockerCode.SETTLING, "<script>alert('a')</script> {calls} $1");
    assertThat(get("/").body())
        .contains("&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt; {calls} $1")
        .doesNotContain("<script>alert");
    String evil = "<script>alert('b')</script>";
    JsonObject document =
        UpgradeDocument.waiting()
            .put("to", evil)
            .put("by", evil)
            .put("from", new JsonObject().put(evil, evil))
            .put("text", evil)
            .put("report", UpgradeDocument.report(1, new JsonArray().add(evil)));
    document.getJsonArray("steps").getJsonObject(0).put("name", evil).put("node", evil);
    document.getJsonArray("steps").getJsonObject(1).put("text", evil);
    isUpgrading(document);
    assertThat(get("/").body()).contains("&lt;script&gt;").doesNotContain("<script>alert");
  }

  @Test
  void fullPageWeighsLessThan150KB() throws Exception {
    node.isBackupBlockedBy(Node.blocker(BlockerCode.CALLS_UNSYNCHRONIZED, "many"));
    for (int i = 0; i < 100; i++) {
      node.events.happened(EventCode.SYNCHRONIZATION_BATCH, i + "x".repeat(200));
    }
    List<Item> items =
        Collections.nCopies(
            BlockingCalls.SHOWN, new Item(CallPagesTest.id(1), BlockerCode.CALLS_UNSYNCHRONIZED));
    node.blocking = CompletableFuture.completedFuture(new BlockingCallsPage(100, items));
    JsonObject document = UpgradeDocument.waiting().put("text", "x".repeat(1_000));
    for (int i = 0; i < 100; i++) {
      JsonObject step = document.getJsonArray("steps").getJsonObject(3).copy();
      document.getJsonArray("steps").add(step.put("text", i + "x".repeat(400)));
    }
    isUpgrading(document);
    get("/");
    assertThat(get("/").body().getBytes(UTF_8)).hasSizeLessThan(150_000);
  }

  @Test
  void nodeThatHasNotSpokenHasNoPageYet() throws Exception {
    node.hasSpoken = false;
    assertThat(get("/").statusCode()).isEqualTo(503);
    assertThat(get("/live").statusCode()).isEqualTo(503);
  }
}
