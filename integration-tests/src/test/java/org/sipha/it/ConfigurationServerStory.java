package org.sipha.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sipha.it.harness.ConfigServer;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.FreePorts;
import org.sipha.it.harness.NodeHttp.Answer;
import org.sipha.it.harness.Pair;
import org.sipha.it.harness.PairSetup;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;

/**
 * A pair that a Spring Cloud Config Server configures (SPEC 6): it starts, restarts while that is
 * down, takes its changes when it is back, and goes on whatever it answers.
 */
@Tag("configuration")
class ConfigurationServerStory {
  private static final Duration WHOLE = Duration.ofSeconds(60);

  /** Beside a look each 10 s, an unreached server is asked again after 20 s and then 40 s. */
  private static final Duration TAKEN = Duration.ofSeconds(90);

  @Test
  void thePairLivesWithItsConfigurationServerAndWithoutIt() throws IOException {
    int before = FreePorts.next();
    int after = FreePorts.next();
    try (Pair pair = new PairSetup().dn("1001", before).create();
        ConfigServer spring = new ConfigServer(pair)) {
      share(spring, before);
      spring.start();
      nobodyStartsWithoutThePassword(spring);

      pair.start();
      for (Server server : pair.servers()) {
        assertThat(configuration(server).path("source").asText())
            .endsWith("/" + server.name() + "/default/main/sipha.ini");
        assertThat(reached(server)).isTrue();
        assertThat(contact(server)).endsWith(":" + before);
      }

      spring.stop();
      Server restarted = pair.backup();
      restarted.stop();
      restarted.start();
      pair.awaitWhole(WHOLE);
      itSaysThatItRunsOnItsCopy(restarted);

      spring.edit("application.properties", text -> "phone=" + after + "\n");
      spring.start();
      for (Server server : pair.servers()) {
        pair.await(
            TAKEN,
            server.name() + " takes the change",
            () -> contact(server).endsWith(":" + after) && reached(server));
        assertThat(configuration(server).path("server").path("copyKeptAt").isNull()).isTrue();
      }

      spring.stop();
      whateverIsAnsweredNothingChanges(pair.primary(), spring.port());
    }
  }

  /**
   * A common part, and a variable that is this system's own: the backslash keeps it from Spring.
   */
  private static void share(ConfigServer spring, int phone) {
    spring.edit(
        "sipha.ini",
        text ->
            text.replace("@127.0.0.1:" + phone, "@127.0.0.1:${phone}")
                .replace(
                    "http-address = 127.0.0.1",
                    "http-address = \\${env:ADDRESS_OF_PAGES:-127.0.0.1}"));
    spring.edit("application.properties", text -> "phone=" + phone + "\n");
  }

  private static void nobodyStartsWithoutThePassword(ConfigServer spring) {
    Path cache = Directories.fresh("stranger");
    List<String> command = new ArrayList<>(List.of("server"));
    command.addAll(spring.arguments("sips-a", cache));
    ShellCommand stranger = ShellCommand.sipha(command.toArray(String[]::new));
    assertThat(stranger.exitStatus()).as(stranger.output()).isEqualTo(69);
    assertThat(stranger.output()).contains("answers 401", "SIPHA_CONFIG_USER");
    assertThat(cache).isEmptyDirectory();
  }

  private static void itSaysThatItRunsOnItsCopy(Server server) {
    JsonNode state = configuration(server).path("server");
    assertThat(reached(server)).isFalse();
    assertThat(state.path("trouble").asText()).startsWith("accepts no connection");
    assertThat(state.path("copyKeptAt").isTextual()).as(state.toString()).isTrue();
    assertThat(String.join("\n", server.log()))
        .contains("this server starts with the last known good configuration");
  }

  private static void whateverIsAnsweredNothingChanges(Server server, int port) throws IOException {
    String held = contact(server);
    assertThat(troubleWith(server, port, status(401))).startsWith("answers 401");
    assertThat(troubleWith(server, port, status(500))).startsWith("answers 500");
    assertThat(troubleWith(server, port, exchange -> {}))
        .startsWith("has not answered in full within 10 s");
    assertThat(troubleWith(server, port, ConfigurationServerStory::half))
        .startsWith("gives no whole answer");
    assertThat(configuration(server).path("rejected").isNull()).isTrue();

    Answer reload = reloadedAgainst(server, port, text("<html><body>Welcome!</body></html>"));
    assertThat(reload.status()).isEqualTo(422);
    assertThat(reload.body().path("server").path("reached").asBoolean()).isTrue();
    assertThat(reload.body().path("rejected").path("problems").toString())
        .contains("neither [section] nor name = value");
    assertThat(contact(server)).isEqualTo(held);
    assertThat(server.isAlive()).isTrue();
  }

  private static String troubleWith(Server server, int port, HttpHandler answer)
      throws IOException {
    Answer reload = reloadedAgainst(server, port, answer);
    assertThat(reload.status()).isEqualTo(502);
    return reload.body().path("server").path("trouble").asText();
  }

  /**
   * A reload while somebody else answers in the place of the real one. What it says holds: the
   * server's state may be that of its next look, with nobody there, as soon as the other is gone.
   */
  private static Answer reloadedAgainst(Server server, int port, HttpHandler answer)
      throws IOException {
    HttpServer other =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    ExecutorService threads = Executors.newCachedThreadPool();
    other.setExecutor(threads);
    other.createContext("/", answer);
    other.start();
    try {
      return server.http().post("/config/reload");
    } finally {
      other.stop(0);
      threads.shutdownNow();
    }
  }

  private static HttpHandler status(int code) {
    return exchange -> {
      exchange.sendResponseHeaders(code, -1);
      exchange.close();
    };
  }

  private static HttpHandler text(String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return exchange -> {
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  private static void half(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 1_000);
    exchange.getResponseBody().write("[TServer]\n".getBytes(StandardCharsets.UTF_8));
    exchange.close();
  }

  private static JsonNode configuration(Server server) {
    return server.http().get("/server?sipServer").body().path("configuration");
  }

  private static boolean reached(Server server) {
    JsonNode status = server.http().get("/server?sipServer").body();
    boolean reached = status.path("configuration").path("server").path("reached").asBoolean();
    assertThat(status.path("sipServer").path("CONNECTION_TO_SCS").asInt(-1))
        .isEqualTo(reached ? 1 : 0);
    return reached;
  }

  private static String contact(Server server) {
    for (JsonNode option : server.http().get("/config").body().path("options")) {
      if (option.path("section").asText().equals("dn:1001")
          && option.path("option").asText().equals("contact")) {
        return option.path("value").asText();
      }
    }
    throw new AssertionError("no contact of 1001 in /config of " + server.name());
  }
}
