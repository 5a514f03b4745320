package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.sipha.it.agent.HeldCalls.HeldCall;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Sipp;
import org.sipha.it.harness.SippLoad;
import org.sipha.it.harness.SippLoad.Party;

/**
 * The configuration changes while the pair serves (SPEC 6): each option takes effect when it says,
 * a wrong one changes nothing, and no call notices.
 */
@Tag("configuration")
class ConfigurationChangeStory {
  private static final int CALLS = 20;
  private static final Duration TAKEN = Duration.ofSeconds(20);
  private static final Duration READY = Duration.ofSeconds(60);
  private static final String LIMIT = "ha-max-calls-sync-at-once";

  @Test
  @EnabledIfSystemProperty(
      named = "sipha.soak",
      matches = "configuration",
      disabledReason = "only in ./dev soak configuration")
  void eachChangeTakesEffectWhenItSaysAndAWrongOneNever() {
    Sipp.require();
    try (Stage stage = Stage.withPair(setup -> setup)) {
      Pair pair = stage.pair();
      pair.awaitReady(READY);
      List<HeldCall> held = stage.held().setUp(CALLS, Stage.BRISK);

      newDnsAreCalledAtOnce(pair);
      aWrongFileChangesNothing(pair);
      theLimitWaitsForTheConnection(pair);
      aPortWaitsForARestart(pair);

      pair.awaitReady(READY);
      stage.switchOver(pair.backup());
      stage.endFromBothSides(held);
    }
  }

  private static void newDnsAreCalledAtOnce(Pair pair) {
    Party caller = new Party("1098", FreePorts.next());
    Party callee = new Party("1099", FreePorts.next());
    String dns = dn(caller) + dn(callee);
    pair.servers().forEach(server -> include(server, ""));
    pair.servers().forEach(server -> edit(server, text -> "include = dns.ini\n" + text));
    pair.servers().forEach(server -> include(server, dns));
    pair.servers().forEach(server -> awaitTaken(pair, server, "contact", "1099"));

    try (SippLoad load = SippLoad.start(caller, callee, pair.sipPort(), 10)) {
      load.awaitMore(20, READY);
      SippLoad.Report report = load.stop();
      assertThat(report.failed()).as(report.errors()).isZero();
    }
    pair.servers().forEach(server -> include(server, ""));
    pair.servers().forEach(server -> awaitNothingOf(pair, server, "1099"));
  }

  /** The included file, beside the server's own. */
  private static void include(Server server, String text) {
    write(server.config().resolveSibling("dns.ini"), text);
  }

  private static String dn(Party party) {
    return "\n[dn:%s]\ncontact = sip:%s@127.0.0.1:%d\n"
        .formatted(party.number(), party.number(), party.port());
  }

  private static void aWrongFileChangesNothing(Pair pair) {
    Server server = pair.primary();
    String good = read(server.config());
    for (String value : List.of("199", "1001", "abc", "", "5e2")) {
      edit(server, text -> withLimit(text, value));
      pair.await(
          TAKEN,
          LIMIT + " = " + value + " is rejected",
          () -> configuration(server).path("rejected").path("problems").size() == 1);
      assertThat(configuration(server).path("rejected").path("problems").get(0).asText())
          .contains(LIMIT)
          .contains("200 to 1000");
      assertThat(limits(server)).isEqualTo("500 and 500");
      write(server.config(), good);
      pair.await(TAKEN, "it is mended", () -> configuration(server).path("rejected").isNull());
    }
    assertThat(server.log().toString()).contains("the configuration is rejected");
  }

  private static void theLimitWaitsForTheConnection(Pair pair) {
    Server primary = pair.primary();
    edit(primary, text -> withLimit(text, "300   ; with a blank and a comment"));
    assertThat(primary.http().post("/config/reload").status()).isEqualTo(200);
    pair.await(TAKEN, "300 is configured", () -> limits(primary).equals("500 and 300"));
    JsonNode waiting = configuration(primary).path("waiting");
    assertThat(waiting).hasSize(1);
    assertThat(waiting.get(0).path("inForce").asText()).isEqualTo("500");
    assertThat(waiting.get(0).path("configured").asText()).isEqualTo("300");
    assertThat(waiting.get(0).path("takesEffect").asText())
        .isEqualTo("when the HA connection is established");

    Server backup = pair.backup();
    pair.await(TAKEN, "the backup names the difference", () -> differing(backup).contains(LIMIT));
    assertThat(differing(primary)).contains(LIMIT);
    backup.kill9();
    backup.start();
    pair.awaitWhole(READY);
    pair.await(TAKEN, "300 is in force", () -> limits(primary).equals("300 and 300"));
    assertThat(configuration(primary).path("waiting")).isEmpty();
  }

  private static void aPortWaitsForARestart(Pair pair) {
    Server primary = pair.primary();
    edit(primary, text -> text.replaceFirst("(?m)^http-port = .*$", "http-port = 9"));
    primary.hangUp();
    pair.await(TAKEN, "it waits", () -> configuration(primary).path("waiting").size() == 1);
    assertThat(configuration(primary).path("waiting").get(0).path("takesEffect").asText())
        .isEqualTo("after restart");
  }

  private static void awaitTaken(Pair pair, Server server, String option, String dn) {
    pair.await(
        TAKEN, dn + " is configured", () -> server.http().get("/config").text().contains(dn));
    assertThat(server.http().get("/config").text()).contains(option);
  }

  private static void awaitNothingOf(Pair pair, Server server, String dn) {
    pair.await(TAKEN, dn + " is gone", () -> !server.http().get("/config").text().contains(dn));
  }

  private static String limits(Server server) {
    JsonNode synchronization = status(server).path("synchronization");
    return synchronization.path("limitInForce").asInt()
        + " and "
        + synchronization.path("limitConfigured").asInt();
  }

  private static String differing(Server server) {
    return status(server).path("haConnection").path("settingsThatDiffer").toString();
  }

  private static JsonNode configuration(Server server) {
    return status(server).path("configuration");
  }

  private static JsonNode status(Server server) {
    return server.http().get("/server?sipServer").body();
  }

  private static String withLimit(String text, String value) {
    return text.replaceFirst("(?m)^" + LIMIT + " = .*$", LIMIT + " = " + value);
  }

  private static void edit(Server server, UnaryOperator<String> change) {
    write(server.config(), change.apply(read(server.config())));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** As an editor does that minds. */
  private static void write(Path file, String text) {
    try {
      Path written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
      Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
