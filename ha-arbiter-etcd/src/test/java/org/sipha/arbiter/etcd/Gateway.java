package org.sipha.arbiter.etcd;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What an operator does to etcd, without its command-line client. */
final class Gateway {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private Gateway() {}

  static JsonObject post(URI endpoint, String path, JsonObject body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve(path))
            .timeout(Duration.ofSeconds(5))
            .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
            .build();
    return new JsonObject(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  static boolean isHealthy(URI endpoint) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/health")).timeout(Duration.ofSeconds(1)).build();
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("\"true\"");
    } catch (IOException e) {
      return false;
    }
  }

  static void delete(URI endpoint, String key) throws Exception {
    post(endpoint, "/v3/kv/deleterange", new JsonObject().put("key", base64(key)));
  }

  static void put(URI endpoint, String key, String value) throws Exception {
    post(
        endpoint,
        "/v3/kv/put",
        new JsonObject().put("key", base64(key)).put("value", base64(value)));
  }

  /** The value of a key, empty if there is none. */
  static String get(URI endpoint, String key) throws Exception {
    JsonObject found = entry(endpoint, key);
    return found == null
        ? ""
        : new String(Base64.getDecoder().decode(found.getString("value")), StandardCharsets.UTF_8);
  }

  private static @Nullable JsonObject entry(URI endpoint, String key) throws Exception {
    JsonArray found =
        post(endpoint, "/v3/kv/range", new JsonObject().put("key", base64(key)))
            .getJsonArray("kvs");
    return found == null ? null : found.getJsonObject(0);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
