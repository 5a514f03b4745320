package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTextTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final ServerPlace PLACE = Places.plain("sips-a", 8080, Path.of("data"));

  @Test
  void blockersStandInWordsUnderTheVerdict() {
    JsonObject status =
        primary()
            .put("readyForSwitchover", 0)
            .put(
                "blockers",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("code", "settling")
                            .put("text", "23 s of 60 s since the HA connection was established")));
    assertThat(String.join("\n", StatusText.of(PLACE, status, NOW)))
        .contains(
            "sips-a  primary, epoch 3, version 0.1.0, http://127.0.0.1:8080/",
            "established for 23 s, peer sips-b",
            "switchover       not ready",
            "settling: 23 s of 60 s since the HA connection was established",
            "not ready: a primary must become backup first",
            "running, 1,204 calls missing, 500 synchronized, 500 at once, about 3 s left",
            "30,000, 3 of them multisite")
        .doesNotContain("lab-settling");
  }

  @Test
  void readyIsReadyAndAReplacedRuleIsAWarning() {
    JsonObject status =
        primary().put("readyForSwitchover", 1).put("readyForUpgrade", 1).put("labSettling", true);
    assertThat(String.join("\n", StatusText.of(PLACE, status, NOW)))
        .contains(
            "switchover       ready\n", "ready: this server may be stopped", "--lab-settling");
  }

  @Test
  void callsThatEndedWithoutARecordOnDiskAreTold() {
    JsonObject status = primary().put("sip", new JsonObject().put("unrecordedEnds", 12));
    assertThat(String.join("\n", StatusText.of(PLACE, status, NOW)))
        .contains("12 calls ended before their record was on disk");
  }

  @Test
  void aRightThatIsNotRenewedIsShownWithItsEnd() {
    JsonObject right = new JsonObject().put("state", "held").put("secondsLeft", 4.1);
    assertThat(String.join("\n", StatusText.of(PLACE, primary().put("right", right), NOW)))
        .doesNotContain("right to serve");

    right.put("state", "unrenewed").put("secondsLeft", 1.2);
    assertThat(StatusText.of(PLACE, primary().put("right", right), NOW))
        .contains(
            "  right to serve   not renewed: the arbiter isn't reached or has no quorum; ends in 1.2 s");

    right.put("state", "promised");
    assertThat(StatusText.of(PLACE, primary().put("right", right), NOW))
        .anyMatch(line -> line.startsWith("  right to serve   by the backup's promise alone"));
  }

  @Test
  void aGridIsToldWithWhatCameBackFromIt() {
    assertThat(String.join("\n", StatusText.of(PLACE, primary(), NOW))).doesNotContain("grid");
    JsonObject recovery =
        new JsonObject()
            .put("found", 1_200)
            .put("recovered", 1_000)
            .put("pending", 200)
            .put("missingCount", 3);
    JsonObject grid =
        new JsonObject()
            .put("state", "behind")
            .put("covers", true)
            .put("waiting", 17)
            .put("text", "3 members")
            .put("recovery", recovery);
    assertThat(String.join("\n", StatusText.of(PLACE, primary().put("grid", grid), NOW)))
        .contains(
            "  grid             behind, covers a double failure, 17 changes waiting: 3 members\n",
            "1,200 calls came back, 1,000 recovered, 200 to be checked\n",
            "3 calls known to be missing did not come");
    grid.put("recovery", null);
    assertThat(String.join("\n", StatusText.of(PLACE, primary().put("grid", grid), NOW)))
        .doesNotContain("came back");
  }

  @Test
  void aConfigurationServerThatIsNotReachedIsToldWithTheAgeOfTheCopy() {
    JsonObject server =
        new JsonObject()
            .put("reached", false)
            .put("trouble", "answers 401: who?")
            .put("since", "2026-11-22T11:58:00Z")
            .put("copyKeptAt", "2026-11-22T09:53:00Z");
    JsonObject configuration = new JsonObject().put("source", "http://c/").put("server", server);
    JsonObject status = primary().put("configuration", configuration);
    assertThat(String.join("\n", StatusText.of(PLACE, status, NOW)))
        .contains(
            "configuration    server not reached for 2 min 0 s: http://c/ answers 401: who?",
            "started with the copy kept 2 h 7 min ago");

    server.put("reached", true);
    assertThat(String.join("\n", StatusText.of(PLACE, status, NOW)))
        .doesNotContain("configuration ");
  }

  @Test
  void aConnectionThatIsLostAgainAndAgainSaysSoAndWhenTheNextTryIs() {
    JsonObject status = primary();
    status
        .getJsonObject("haConnection")
        .put("state", "down")
        .put("lastTrouble", "closed by the peer")
        .put("retries", "lost 7 times in 20 s")
        .put("nextTryInSeconds", 1.6);
    assertThat(String.join("\n", StatusText.of(PLACE, status, NOW)))
        .contains(
            "down for 23 s, peer sips-b, closed by the peer, lost 7 times in 20 s,"
                + " next try in 1.6 s");
  }

  private static JsonObject primary() {
    return new JsonObject()
        .put("role", "primary")
        .put("epoch", 3)
        .put("version", "0.1.0")
        .put(
            "haConnection",
            new JsonObject()
                .put("state", "established")
                .put("since", "2026-11-22T11:59:37Z")
                .put("peer", "sips-b"))
        .put("readyForUpgrade", 0)
        .put(
            "synchronization",
            new JsonObject()
                .put("state", "running")
                .put("missing", 1204)
                .put("synchronized", 500)
                .put("limitInForce", 500)
                .put("secondsLeft", 3))
        .put("calls", 30_000)
        .put("multisiteCalls", 3);
  }

  @ParameterizedTest
  @CsvSource({"59,59 s", "185,3 min 5 s", "7620,2 h 7 min", "356400,4 d 3 h", "-5,0 s"})
  void timesAreReadAtAGlance(long seconds, String text) {
    assertThat(StatusText.duration(Duration.ofSeconds(seconds))).isEqualTo(text);
  }
}
