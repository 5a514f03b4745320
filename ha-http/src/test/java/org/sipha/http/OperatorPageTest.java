package org.sipha.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

  @Test
  void textFromElsewhereStaysText() throws Exception {
    isBlockedBy(BlockerCode.SETTLING, "<script>alert('a')</script> {calls} $1");
    assertThat(get("/").body())
        .contains("&lt;script&gt;alert(&#39;a&#39;)&lt;/script&gt; {calls} $1")
        .doesNotContain("<script>alert");
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
