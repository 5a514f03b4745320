package org.sipha.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The calls of a server that answers as SPEC 7 lets it answer. */
class CallsCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  /** A server that holds 2,500 calls. */
  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/calls",
        exchange -> {
          URI uri = exchange.getRequestURI();
          asked.add(uri.toString());
          byte[] answer = page(uri.getQuery()).encode().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
  }

  private static JsonObject page(String query) {
    int limit = Integer.parseInt(query.replaceAll(".*limit=(\\d+).*", "$1"));
    int after = query.contains("after=") ? Integer.parseInt(query.replaceAll(".*after=", "")) : 0;
    int last = Math.min(2_500, after + limit);
    JsonArray calls = new JsonArray();
    IntStream.rangeClosed(after + 1, last).forEach(id -> calls.add(call(String.valueOf(id))));
    return new JsonObject()
        .put("total", 2_500)
        .put("calls", calls)
        .put("next", last < 2_500 ? String.valueOf(last) : null);
  }

  private static JsonObject call(String id) {
    return new JsonObject()
        .put("id", id)
        .put("state", "confirmed")
        .put("multisite", false)
        .put("startedAt", "2026-11-22T11:17:50Z")
        .put("from", "1001")
        .put("to", "1002");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private JsonObject read(int limit, boolean blocking) throws IOException {
    NodeClient client =
        new NodeClient(Places.plain("sips-a", server.getAddress().getPort(), Path.of("data")));
    return CallsCommand.read(client, limit, blocking);
  }

  @Test
  void moreCallsThanAPageHoldsAreReadPageByPage() throws IOException {
    JsonObject found = read(10_000, false);

    assertThat(found.getJsonArray("calls")).hasSize(2_500);
    assertThat(asked)
        .containsExactly(
            "/calls?limit=1000", "/calls?limit=1000&after=1000", "/calls?limit=1000&after=2000");
  }

  @Test
  void noMoreIsReadThanIsWanted() throws IOException {
    JsonObject found = read(1_100, true);

    assertThat(found.getJsonArray("calls")).hasSize(1_100);
    assertThat(asked)
        .containsExactly(
            "/calls?limit=1000&blocking=true", "/calls?limit=100&blocking=true&after=1000");
    assertThat(CallsText.of("sips-a", found, true, NOW).get(0))
        .isEqualTo(
            "sips-a: 2,500 calls hold readiness for switchover at 0, the first 1,100 of them:");
  }

  @Test
  void aCallIsALineWithItsAgeAndTheReasonWhyItBlocks() {
    JsonObject known =
        call("0000102000000001").put("multisite", true).put("reason", "calls-unsynchronized");
    JsonObject unknown = new JsonObject().put("id", "0000102000000002").putNull("state");
    JsonObject found =
        new JsonObject().put("total", 2).put("calls", new JsonArray().add(known).add(unknown));

    assertThat(CallsText.of("sips-a", found, false, NOW))
        .containsExactly(
            "sips-a: 2 calls",
            "0000102000000001  confirmed    42 min 10 s  1001 -> 1002  multisite  calls-unsynchronized",
            "0000102000000002  ?                      ?  ? -> ?");
  }
}
