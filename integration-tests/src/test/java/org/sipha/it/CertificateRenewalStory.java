package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.Timeline;

/** The certificates of a pair are renewed as an operator does it, while it serves. */
@Tag("secured")
class CertificateRenewalStory {
  private static final int CALLS = 200;
  private static final Duration READY = Duration.ofMinutes(1);

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "secured",
      disabledReason = "only in ./dev soak secured")
  void bothServersGetNewCertificatesOneAfterTheOtherAndNoCallIsLost() {
    try (Stage stage = Stage.withPair(PairSetup::byInit)) {
      Pair pair = stage.pair();
      List<HeldCall> calls = stage.held().setUp(CALLS, Stage.BRISK);
      SippLoad load = stage.load(10);
      load.awaitMore(5, Duration.ofSeconds(30));
      pair.awaitReady(READY);
      Timeline timeline = stage.timeline();
      Server first = pair.primary();
      Server second = pair.backup();
      Path directory = first.config().resolveSibling("");
      Instant endOfFirst = end(first);
      Instant endOfSecond = end(second);
      JsonNode session = session(first);

      ShellCommand renewal =
          ShellCommand.sipha("certificates", "renew", "--dir", directory.toString()).orThrow();

      assertThat(renewal.output()).contains("sips-a.pem", "sips-b.pem", "restart the backup");
      assertThat(end(first)).as("a server that runs goes on with its own").isEqualTo(endOfFirst);
      assertThat(session(first)).as("and so does its connection").isEqualTo(session);

      restart(pair, second);
      assertThat(end(second)).isAfter(endOfSecond);
      assertThat(end(first)).as("old and new believe each other").isEqualTo(endOfFirst);

      ShellCommand.sipha("switchover", "--dir", directory.toString()).orThrow();
      pair.awaitRole(second, "primary", Duration.ofSeconds(5));
      pair.awaitReady(READY);
      restart(pair, first);
      assertThat(end(first)).isAfter(endOfFirst);

      load.awaitMore(5, Duration.ofSeconds(30));
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
      assertThat(report.lost()).isZero();
      timeline.assertNeverTwoPrimaries();
      pair.awaitSameCalls(READY, CALLS);
      stage.endFromBothSides(calls);
    }
  }

  private static void restart(Pair pair, Server backup) {
    assertThat(backup.stop()).isIn(0, 143);
    backup.start();
    pair.awaitWhole(READY);
    pair.awaitReady(READY);
  }

  /** Of the certificate that a server uses on the HA connection. */
  private static Instant end(Server server) {
    JsonNode certificate = status(server).path("certificates").path(0);
    assertThat(certificate.path("option").asText()).isEqualTo("certificate");
    assertThat(certificate.path("subject").asText()).isEqualTo("CN=" + server.name());
    assertThat(certificate.path("daysLeft").asInt()).isEqualTo(729);
    return Instant.parse(certificate.path("notAfter").asText());
  }

  private static JsonNode session(Server server) {
    return status(server).path("haConnection").path("session");
  }

  private static JsonNode status(Server server) {
    return server.http().get("/server?sipServer").body();
  }
}
