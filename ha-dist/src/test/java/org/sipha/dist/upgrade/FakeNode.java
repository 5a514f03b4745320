package org.sipha.dist.upgrade;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sipha.core.role.Role;
import org.sipha.dist.cli.PagesTrust;
import org.sipha.dist.cli.ServerPlace;
import org.sipha.http.Access;
import org.sipha.http.AccessToken;

/** A server of {@link FakePair} as it answers over HTTP (SPEC 7). */
final class FakeNode implements AutoCloseable {
  final String name;
  final Path dataDirectory;
  final List<JsonObject> told = new CopyOnWriteArrayList<>();
  final Set<String> calls = new TreeSet<>();
  final List<Reason> blockers = new CopyOnWriteArrayList<>();
  volatile boolean isUp = true;
  volatile Role role;
  volatile String version;
  volatile String installed;
  volatile Optional<String> failedCheck = Optional.empty();
  volatile Optional<String> refusal = Optional.empty();
  volatile boolean objects;

  private final FakePair pair;
  private final HttpServer http;

  FakeNode(FakePair pair, String name, Role role, String version, Path dataDirectory)
      throws IOException {
    this.pair = pair;
    this.name = name;
    this.role = role;
    this.version = version;
    this.installed = version;
    this.dataDirectory = dataDirectory;
    AccessToken.in(dataDirectory, Access.OPERATE);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    http.createContext("/", this::answer);
    http.start();
  }

  ServerPlace place() {
    return new ServerPlace(
        name,
        "http://127.0.0.1:" + http.getAddress().getPort() + "/",
        Optional.of(dataDirectory),
        true,
        new PagesTrust(name, Optional.empty(), Optional.empty()));
  }

  private void answer(HttpExchange exchange) throws IOException {
    synchronized (pair) {
      String path = exchange.getRequestURI().getPath();
      String query = String.valueOf(exchange.getRequestURI().getQuery());
      byte[] asked = exchange.getRequestBody().readAllBytes();
      if (!isUp) {
        send(exchange, 503, new JsonObject().put("error", "down"));
      } else if (path.equals("/server")) {
        send(exchange, 200, status());
      } else if (path.equals("/calls")) {
        send(exchange, 200, query.contains("blocking") ? blocking() : calls());
      } else if (path.equals("/switchover")) {
        pair.switchOver(query.contains("force=true"), (code, body) -> send(exchange, code, body));
      } else if (path.equals("/upgrade")) {
        told.add(new JsonObject(new String(asked, StandardCharsets.UTF_8)));
        send(
            exchange,
            objects ? 409 : 200,
            new JsonObject().put("error", "carol@ops runs an upgrade"));
      } else {
        send(exchange, 404, new JsonObject().put("error", "unknown"));
      }
    }
  }

  private static void send(HttpExchange exchange, int code, JsonObject body) {
    byte[] answer = body.encode().getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.sendResponseHeaders(code, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonObject status() {
    boolean ready = role != Role.NONE && blockers.isEmpty() && pair.peerOf(this).isUp;
    JsonArray said = new JsonArray();
    blockers.forEach(b -> said.add(new JsonObject().put("code", b.code()).put("text", b.text())));
    JsonArray checks = new JsonArray();
    failedCheck.ifPresent(
        text ->
            checks.add(
                new JsonObject()
                    .put("name", "disk-space")
                    .put("state", "failed")
                    .put("text", text)));
    return new JsonObject()
        .put("role", role.name().toLowerCase(Locale.ROOT))
        .put("version", version)
        .put("phase", "")
        .put("readyForSwitchover", ready ? 1 : 0)
        .put("readyForUpgrade", role == Role.BACKUP ? 1 : 0)
        .put("blockers", said)
        .put("selfChecks", checks)
        .put("haConnection", new JsonObject().put("refusal", refusal.orElse(null)))
        .put("sipServer", new JsonObject().put("SIPS_PROCESS_ID", 7))
        .put("doubleFailures", new JsonArray());
  }

  private JsonObject calls() {
    JsonArray page = new JsonArray();
    calls.forEach(id -> page.add(new JsonObject().put("id", id)));
    return new JsonObject().put("total", calls.size()).put("calls", page);
  }

  private JsonObject blocking() {
    List<JsonObject> held = new ArrayList<>();
    held.add(
        new JsonObject()
            .put("id", FakePair.OLD_MULTISITE_CALL)
            .put("startedAt", "2026-11-30T09:12:03Z")
            .put("from", "1001")
            .put("to", "9123"));
    return new JsonObject().put("total", 1).put("calls", new JsonArray(held));
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
