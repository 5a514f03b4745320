package org.sipha.it.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The HTTP interface of one server (SPEC 7). */
public final class NodeHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int PAGE = 1_000;

  private final String root;
  private final Path token;

  NodeHttp(String address, int port, Path token) {
    this.root = "http://" + address + ":" + port;
    this.token = token;
  }

  /** Where the pages are, with a slash at the end. */
  public String url() {
    return root + "/";
  }

  /** An answer. */
  public record Answer(int status, String text) {
    /** The body as JSON. */
    public JsonNode body() {
      try {
        return JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + this, e);
      }
    }

    /** Whether a blocker with this code is among those of the body. */
    public boolean names(String blockerCode) {
      return NodeStatus.Blocker.read(body().path("blockers")).stream()
          .anyMatch(blocker -> blocker.code().equals(blockerCode));
    }
  }

  /**
   * A call as both servers must agree on it.
   *
   * @param callIds the Call-IDs of its legs
   */
  public record Call(
      String id, String version, String state, boolean multisite, List<String> callIds) {
    /** Copies the list. */
    public Call {
      callIds = List.copyOf(callIds);
    }
  }

  /** The status now. */
  public NodeStatus status() {
    Answer answer = get("/server?sipServer");
    if (answer.status() != 200) {
      throw new AssertionError("GET /server?sipServer: " + answer);
    }
    return NodeStatus.read(answer.body());
  }

  /** The status now, or nothing if there is no answer in time or the server has just started. */
  public Optional<NodeStatus> tryStatus(Duration limit) {
    try {
      Answer answer = send(request("/server?sipServer", limit).GET());
      return answer.status() == 200
          ? Optional.of(NodeStatus.read(answer.body()))
          : Optional.empty();
    } catch (IOException unreachable) {
      return Optional.empty();
    }
  }

  /** The address of a path. */
  public String url(String path) {
    return root + path;
  }

  /** The operator's page. */
  public String page() {
    return get("/").text();
  }

  /** The token of the server. */
  public String token() {
    try {
      return Files.readString(token).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code GET} of a path, as JSON. */
  public Answer get(String path) {
    try {
      return send(request(path, PATIENCE).GET());
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + path + " at " + root, e);
    }
  }

  /** The status code of a {@code GET}, or 0 without an answer in time. */
  public int statusCode(String path, Duration limit) {
    try {
      return send(request(path, limit).GET()).status();
    } catch (IOException unreachable) {
      return 0;
    }
  }

  /** {@code POST} with the server's token. */
  public Answer post(String path) {
    return post(path, "");
  }

  /** {@code POST} of JSON with the server's token. */
  public Answer post(String path, String json) {
    try {
      return send(
          request(path, PATIENCE)
              .header("Authorization", "Bearer " + token())
              .POST(HttpRequest.BodyPublishers.ofString(json)));
    } catch (IOException e) {
      throw new UncheckedIOException("POST " + path + " at " + root, e);
    }
  }

  /** {@code POST} by somebody who hasn't got the token. */
  public Answer postWithoutToken(String path) {
    try {
      return send(request(path, PATIENCE).POST(HttpRequest.BodyPublishers.noBody()));
    } catch (IOException e) {
      throw new UncheckedIOException("POST " + path + " at " + root, e);
    }
  }

  /** All calls, by id. */
  public Map<String, Call> calls() {
    return callsAfter("", "");
  }

  /** The calls that hold readiness at 0, by id. */
  public Map<String, Call> blockingCalls() {
    return callsAfter("", "&blocking=true");
  }

  /** The call that has a leg with this Call-ID, among those whose ids come after one. */
  public Optional<Call> callOf(String sipCallId, String after) {
    return callsAfter(after, "").values().stream()
        .filter(call -> call.callIds().contains(sipCallId))
        .findFirst();
  }

  /** A call by its id. */
  public Optional<Call> call(String id) {
    Answer answer = get("/calls/" + id);
    return answer.status() == 200 ? Optional.of(read(answer.body())) : Optional.empty();
  }

  private Map<String, Call> callsAfter(String id, String filter) {
    Map<String, Call> calls = new LinkedHashMap<>();
    String after = id;
    while (true) {
      String from = after.isEmpty() ? "" : "&after=" + after;
      Answer answer = get("/calls?limit=" + PAGE + from + filter);
      if (answer.status() != 200) {
        throw new AssertionError("GET /calls: " + answer);
      }
      for (JsonNode node : answer.body().path("calls")) {
        Call call = read(node);
        if (calls.put(call.id(), call) != null) {
          throw new AssertionError("on two pages of /calls: " + call);
        }
      }
      JsonNode next = answer.body().path("next");
      if (next.isNull() || next.isMissingNode()) {
        return calls;
      }
      after = next.asText();
    }
  }

  private static Call read(JsonNode node) {
    return new Call(
        node.path("id").asText(),
        node.path("version").asText(),
        node.path("state").asText(),
        node.path("multisite").asBoolean(),
        node.path("legs").findValuesAsText("callId"));
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    return HttpRequest.newBuilder(URI.create(root + path))
        .header("Accept", "application/json")
        .timeout(limit);
  }

  private static Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
