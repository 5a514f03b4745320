package org.sipha.dist.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.sipha.http.Access;
import org.sipha.http.AccessToken;

/**
 * Speaks with one server over HTTP, as its pages offer it (SPEC 7). Blocks; any thread.
 *
 * <p>The rules of readiness are the servers': nothing is computed here from what they say.
 */
public final class NodeClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration STATUS_TIMEOUT = Duration.ofSeconds(3);

  /** Longer than a server lets a command take before it answers {@code unknown}. */
  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(35);

  private static final HttpClient PLAIN = http().build();

  private final ServerPlace place;
  private final HttpClient http;

  /** A client for the server at that place. */
  public NodeClient(ServerPlace place) {
    this.place = place;
    this.http =
        place.url().startsWith("https:")
            ? http().sslContext(place.trust().context()).build()
            : PLAIN;
  }

  private static HttpClient.Builder http() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT_TIMEOUT);
  }

  /** The server. */
  public ServerPlace place() {
    return place;
  }

  /**
   * What the server says of itself: the keys of SPEC 7 at the top level.
   *
   * @throws IOException if it can't be reached or doesn't answer as a server of ours; the message
   *     is for the operator
   */
  public JsonObject status() throws IOException {
    return get("/server?sipServer");
  }

  /**
   * A page of the server as JSON.
   *
   * @throws IOException as {@link #status}
   */
  public JsonObject get(String path) throws IOException {
    HttpRequest.Builder request = request(path).timeout(STATUS_TIMEOUT).GET();
    if (!place.openToRead()) {
      Optional<AccessToken> token = place.token(Access.READ);
      token.ifPresent(t -> request.header("Authorization", t.authorization()));
    }
    HttpResponse<String> response = send(request.build());
    if (response.statusCode() == 401) {
      throw new IOException(
          place.url()
              + " wants a token to be read (http-read-access), and the right one isn't found here: run this as the"
              + " server's user, on its host");
    }
    if (response.statusCode() != 200) {
      throw new IOException(place.url() + " answered " + response.statusCode());
    }
    return json(response);
  }

  /**
   * The answer to a command.
   *
   * @param status of HTTP
   * @param body of a role change {@code result}, {@code text}, {@code primary} and {@code blockers}
   */
  public record Answer(int status, JsonObject body) {}

  /**
   * Commands the server: {@code /switchover}, {@code /promote} or {@code /demote}, perhaps with a
   * query.
   *
   * @throws ConnectException if it can't be reached: nothing was commanded
   * @throws IOException if the answer didn't come or isn't one; the command may have been carried
   *     out
   */
  public Answer post(String path) throws IOException {
    Optional<AccessToken> token = place.token(Access.OPERATE);
    HttpRequest.Builder request =
        request(path).timeout(COMMAND_TIMEOUT).POST(HttpRequest.BodyPublishers.noBody());
    token.ifPresent(t -> request.header("Authorization", t.authorization()));
    HttpResponse<String> response = send(request.build());
    if (response.statusCode() == 401) {
      throw new IOException(
          place.url()
              + " doesn't know the token"
              + (token.isPresent() ? "" : " (none was found)")
              + ": run this as the server's user, on its host, with the configuration that it runs with");
    }
    JsonObject body = json(response);
    if (!body.containsKey("result")) {
      throw new IOException(
          place.url() + " answered " + response.statusCode() + ": " + body.getString("error"));
    }
    return new Answer(response.statusCode(), body);
  }

  /**
   * Gives the server something to keep, such as the document of an upgrade.
   *
   * @return what it answered, with an empty body if that is none of ours: a server of an older
   *     version doesn't know the path
   * @throws IOException if it can't be reached; the message is for the operator
   */
  public Answer tell(String path, JsonObject document) throws IOException {
    Optional<AccessToken> token = place.token(Access.OPERATE);
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .timeout(STATUS_TIMEOUT)
            .POST(HttpRequest.BodyPublishers.ofString(document.encode()));
    token.ifPresent(t -> request.header("Authorization", t.authorization()));
    HttpResponse<String> response = send(request.build());
    JsonObject body = response.statusCode() == 404 ? new JsonObject() : json(response);
    return new Answer(response.statusCode(), body);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(place.url()).resolve(path))
        .header("Accept", "application/json");
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (ConnectException e) {
      ConnectException nobody = new ConnectException("nothing answers at " + place.url());
      nobody.initCause(e);
      throw nobody;
    } catch (SSLException e) {
      throw new IOException(place.url() + " isn't believed: " + e.getMessage(), e);
    } catch (HttpTimeoutException e) {
      throw new IOException(place.url() + " doesn't answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + place.url(), e);
    }
  }

  private JsonObject json(HttpResponse<String> response) throws IOException {
    try {
      return new JsonObject(response.body());
    } catch (DecodeException e) {
      throw new IOException(
          place.url() + " answered " + response.statusCode() + " with something that isn't JSON",
          e);
    }
  }
}
