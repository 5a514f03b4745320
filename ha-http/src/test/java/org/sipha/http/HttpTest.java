package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A service on a free port of loopback, in front of a {@link Node} that the test plays. */
abstract class HttpTest {
  static final Duration DEADLINE = Duration.ofSeconds(10);
  static final Duration COMMAND_TIMEOUT = Duration.ofMillis(400);

  static Vertx vertx;
  static HttpClient client;

  @TempDir Path dataDirectory;
  final Node node = new Node();
  AccessTokens tokens;
  HttpService service;
  int port;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
  }

  @AfterAll
  static void close() throws Exception {
    await(vertx.close());
  }

  @BeforeEach
  void startService() throws Exception {
    tokens = AccessTokens.in(dataDirectory);
    start(new HttpSettings("127.0.0.1", 0, COMMAND_TIMEOUT));
  }

  void start(HttpSettings settings) throws Exception {
    service = new HttpService(vertx, settings, node, tokens, node::now);
    port = await(service.start());
  }

  @AfterEach
  void stopService() throws Exception {
    await(service.stop());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(DEADLINE);
  }

  static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(to(path));
  }

  HttpResponse<String> get(String path, String accept) throws Exception {
    return send(to(path).header("Accept", accept));
  }

  JsonObject json(String path) throws Exception {
    HttpResponse<String> response = get(path, "application/json");
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return new JsonObject(response.body());
  }

  HttpResponse<String> post(String path) throws Exception {
    return post(path, tokens.operate().authorization());
  }

  HttpResponse<String> post(String path, String authorization) throws Exception {
    return send(to(path).header("Authorization", authorization).POST(BodyPublishers.noBody()));
  }

  static JsonObject body(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }
}
