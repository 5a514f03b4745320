package org.sipha.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openqa.selenium.Keys;
import org.sipha.it.agent.Crowd;
import org.sipha.it.agent.Latencies;
import org.sipha.it.agent.Prober;
import org.sipha.it.harness.Browser;
import org.sipha.it.harness.Figures;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.ProcessFigures;
import org.sipha.it.harness.Server;

/** An operator with a browser, and nothing else, sees a pair through a bad day. */
@Tag("page")
class OperatorPageStory {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Duration LATER = Duration.ofSeconds(30);
  private static final Duration MEASURED = Duration.ofSeconds(30);
  private static final int CALLS = 800;

  @Test
  void operatorSeesRestartSynchronizationReadinessSwitchoverAndFailover() {
    Browser.require();
    try (Stage stage = Stage.withPair(setup -> setup.limit(200))) {
      Pair pair = stage.pair();
      Server a = pair.primary();
      Server b = pair.backup();
      stage.held().setUp(CALLS, Stage.BRISK);
      assertThat(a.http().page().getBytes(UTF_8)).hasSizeLessThan(150_000);
      Browser browser = stage.join(Browser.open(a.http().url("/")));
      browser.await(LATER, "headline", "Ready for a switchover");
      browser.await(SOON, "nodes", CALLS + " calls");
      isForEverybody(browser, "ready");

      b.kill9();
      browser.await(SOON, "headline", a.name() + " carries the calls alone");
      browser.await(SOON, "nodes", "not heard");
      isForEverybody(browser, "backup lost");

      b.start();
      browser.await(LATER, "synchronization", "200 of " + CALLS + " missing calls synchronized");
      browser.await(SOON, "blocking", "calls-unsynchronized");
      assertThat(browser.text("nodes")).contains("calls-unsynchronized", "left");
      browser.picture("synchronization");
      browser.await(LATER, "synchronization", CALLS + " of " + CALLS);
      browser.await(SOON, "headline", "Ready for a switchover");

      isShownTheUpgradeThatOnlyTheOtherServerHearsOf(browser, b);

      browser.pressButton("ask");
      browser.await(SOON, "dialog", "Nothing is lost: " + CALLS + " calls go on");
      isForEverybody(browser, "switchover");
      browser.press("token", "not the token", Keys.ENTER);
      browser.await(SOON, "refusal", "The token is not the one of this server");
      browser.press("token", a.http().token(), Keys.ENTER);
      browser.await(SOON, "outcome", "Switched over");
      browser.await(SOON, "sentence", b.name() + " carries the calls");
      browser.picture("switched over");
      browser.await(LATER, "headline", "Ready for a switchover");

      b.kill9();
      browser.await(SOON, "headline", a.name() + " carries the calls alone");
      browser.await(SOON, "timeline", "took over with " + CALLS + " calls");
      isForEverybody(browser, "failover");
      browser.pressButton("ask");
      browser.await(SOON, "dialog", "There is no connected backup");
      assertThat(browser.attribute("confirm", "disabled")).isNotEmpty();
      browser.pressButton("cancel");

      a.kill9();
      browser.await(SOON, "banner", "No word from this server");
      assertThat(browser.text("banner")).contains("Look at the other server");
    }
  }

  private static void isShownTheUpgradeThatOnlyTheOtherServerHearsOf(
      Browser browser, Server other) {
    tell(other, upgrade("waiting", "waits for 1 multisite call"));
    browser.await(SOON, "upgrade", "waits for 1 multisite call");
    assertThat(browser.text("upgrade")).contains("Upgrade to 9.9.9", "Start sips-b", "by somebody");
    browser.pressButton("ask");
    browser.await(SOON, "dialog", "An upgrade of the pair is under way");
    assertThat(browser.text("confirm")).isEqualTo("Switch over all the same");
    isForEverybody(browser, "upgrade under way");
    browser.pressButton("cancel");
    isForEverybody(browser, "upgrade");
    tell(other, upgrade("refused", "the call is still there"));
    browser.await(SOON, "upgrade", "sipha upgrade --resume");
    browser.picture("upgrade refused");
    tell(other, upgrade("done", "both servers run 9.9.9"));
    browser.await(SOON, "upgrade", "1 of 1,000 calls lost");
    assertThat(browser.text("upgrade")).doesNotContain("Start sips-b");
    isForEverybody(browser, "upgrade done");
  }

  private static void tell(Server server, String upgrade) {
    assertThat(server.http().post("/upgrade", upgrade).status()).isEqualTo(200);
  }

  /** What sipha upgrade would tell. */
  private static String upgrade(String state, String text) {
    Instant now = Instant.now();
    String ended = state.equals("waiting") ? "null" : "\"" + now + "\"";
    return """
        {"id": "1", "pair": "pair", "by": "somebody", "to": "9.9.9", "from": {"sips-a": "9.9.8"},
         "state": "%s", "text": "%s", "startedAt": "%s", "updatedAt": "%s", "endedAt": %s,
         "steps": [
           {"name": "start", "node": "sips-b", "state": "done", "text": "", "startedAt": "%3$s", "endedAt": "%4$s"},
           {"name": "gate-switchover", "node": null, "state": "waiting", "text": "1 call", "startedAt": "%4$s", "endedAt": null},
           {"name": "switchover", "node": null, "state": "planned", "text": "", "startedAt": null, "endedAt": null}],
         "report": {"before": 1000, "carried": 999, "ended": 0, "lost": ["7"], "lostCount": 1}}
        """
        .formatted(state, text, now.minusSeconds(90), now, ended);
  }

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "page",
      disabledReason = "only in ./dev soak page")
  void fiveHundredPollersAndTwoHundredOpenPagesDoNotRaiseSipLatency() {
    try (Stage stage = Stage.withPair(setup -> setup)) {
      Server primary = stage.pair().primary();
      stage.held().setUp(5_000, Stage.BRISK);
      stage.pair().awaitReady(Duration.ofSeconds(60));
      stage.load(50).awaitMore(100, LATER);
      Prober prober = stage.prober();
      Latencies alone = measured(prober, primary, "alone");
      Crowd pollers =
          stage.join(
              Crowd.polling(
                  500, URI.create(primary.http().url("/server?sipServer")), Duration.ofSeconds(1)));
      Crowd pages = stage.join(Crowd.watching(200, URI.create(primary.http().url("/live"))));
      Latencies watched = measured(prober, primary, "with 500 pollers and 200 open pages");
      Figures.print(
          "answers to pollers and events to pages", pollers.answers() + ", " + pages.answers());
      assertThat(pollers.failures() + pages.failures()).isZero();
      assertThat(watched.unanswered()).isZero();
      assertThat(watched.percentile(50)).isLessThan(alone.percentile(50).plusMillis(1));
      assertThat(watched.percentile(99)).isLessThan(alone.percentile(99).plusMillis(10));
    }
  }

  private static Latencies measured(Prober prober, Server primary, String how) {
    Duration cpu = ProcessFigures.cpuTime(primary);
    long from = System.nanoTime();
    prober.firstAnswerAfter(from + MEASURED.toNanos(), MEASURED.plus(LATER));
    Latencies latencies = prober.latenciesBetween(from, from + MEASURED.minusSeconds(1).toNanos());
    Figures.print(
        "SIP latency, " + how,
        "%s; CPU of the primary %d ms in %d s"
            .formatted(
                latencies,
                ProcessFigures.cpuTime(primary).minus(cpu).toMillis(),
                MEASURED.toSeconds()));
    return latencies;
  }

  private static void isForEverybody(Browser browser, String moment) {
    browser.picture(moment);
    assertThat(browser.seriousProblems()).as(moment).isEmpty();
    browser.asTelephoneInTheDark();
    assertThat(browser.isTooWide()).as(moment + " on a telephone").isFalse();
    assertThat(browser.seriousProblems()).as(moment + " in the dark").isEmpty();
    browser.picture(moment + " on a telephone");
    browser.asDesktop();
  }
}
