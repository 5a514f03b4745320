package org.sipha.arbiter.etcd;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sipha.core.port.LeaseSettings;
import org.sipha.core.port.LeaseSettings.Login;

/**
 * Asks one member of etcd after the other until one answers, through the JSON gateway that every
 * member has (docs/adr/0010): plain requests, each of which has a deadline of its own. The member
 * that answered is asked first the next time, so one that is dead, frozen or cut off costs time
 * once.
 *
 * <p>A request that was given up may still be carried out later. So whatever is asked here must do
 * no harm then; see {@link PairKeys}.
 *
 * <p>Not thread-safe: {@link EtcdArbiter} uses it on one thread.
 */
final class EtcdClient {
  /** How often one member may fail to answer within a lease. */
  private static final int TRIES_PER_LEASE = 10;

  /** How the gateway says: wrong password, no token, not permitted, authentication is off. */
  private static final Set<Integer> REFUSALS = Set.of(400, 401, 403, 412);

  private static final Duration SHORTEST_TRY = Duration.ofMillis(200);
  private static final Duration LONGEST_TRY = Duration.ofSeconds(1);

  private final List<URI> endpoints;
  private final @Nullable Login login;
  private final Duration patience;
  private final HttpClient http;
  private int current;
  private @Nullable String token;

  private EtcdClient(LeaseSettings settings, Duration patience, HttpClient http) {
    this.endpoints = settings.endpoints();
    this.login = settings.login();
    this.patience = patience;
    this.http = http;
  }

  /**
   * A client that asks nothing yet.
   *
   * @throws IllegalArgumentException if the files of certificates can't be used
   */
  static EtcdClient of(LeaseSettings settings) {
    Duration patience = settings.lease().dividedBy(TRIES_PER_LEASE);
    patience = patience.compareTo(SHORTEST_TRY) < 0 ? SHORTEST_TRY : patience;
    patience = patience.compareTo(LONGEST_TRY) > 0 ? LONGEST_TRY : patience;
    HttpClient.Builder http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1) // with 2, a member takes it for gRPC
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patience);
    LeaseSettings.Tls tls = settings.tls();
    if (tls != null) {
      http.sslContext(TlsFiles.context(tls));
    }
    return new EtcdClient(settings, patience, http.build());
  }

  /**
   * Asks once, one member after the other.
   *
   * @param path of the gateway, such as {@code /v3/kv/txn}
   * @param deadline monotonic clock; nothing new is tried after it
   * @param reading takes from the answer what is wanted of it
   * @throws EtcdTrouble if no member did it; the text tells of the last one
   */
  <T> T ask(String path, JsonObject question, long deadline, Function<Answer, T> reading)
      throws EtcdTrouble {
    EtcdTrouble last = null;
    for (int tries = 0; tries < endpoints.size(); tries++) {
      if (System.nanoTime() - deadline >= 0) {
        break;
      }
      try {
        return reading.apply(askCurrent(path, question, deadline));
      } catch (EtcdTrouble e) {
        if (e.isRefused()) {
          throw e;
        }
        last = e;
      } catch (ClassCastException | IllegalArgumentException | IndexOutOfBoundsException e) {
        last = new EtcdTrouble(current() + " answers what no etcd does: " + e.getMessage());
      }
      current = (current + 1) % endpoints.size();
    }
    throw last == null ? new EtcdTrouble("no member answered in time") : last;
  }

  /** A token ends by itself, and with the member that gave it: then a new one is fetched, once. */
  private Answer askCurrent(String path, JsonObject question, long deadline) throws EtcdTrouble {
    boolean isOldToken = token != null;
    HttpResponse<String> response;
    long sent = System.nanoTime();
    try {
      response = post(path, question, login == null ? null : token(deadline), deadline);
      if (isOldToken && isRefusedToken(response)) {
        token = null;
        sent = System.nanoTime();
        response = post(path, question, token(deadline), deadline);
      }
    } catch (IOException e) {
      // Some versions just hang up on a token that they don't know.
      token = e instanceof ConnectException ? token : null;
      throw new EtcdTrouble(current() + ": " + reason(e));
    }
    return new Answer(body(response), sent);
  }

  private String token(long deadline) throws EtcdTrouble, IOException {
    if (token == null && login != null) {
      JsonObject question =
          new JsonObject().put("name", login.user()).put("password", login.password());
      token = body(post("/v3/auth/authenticate", question, null, deadline)).getString("token", "");
    }
    return String.valueOf(token);
  }

  private static boolean isRefusedToken(HttpResponse<String> response) {
    return response.statusCode() == 401
        || response.body().contains("auth store is old"); // users were changed since
  }

  private HttpResponse<String> post(
      String path, JsonObject question, @Nullable String authorization, long deadline)
      throws EtcdTrouble, IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoints.get(current).resolve(path))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question.encode()));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    // The timeout of a request ends with the headers: a body could take for ever.
    CompletableFuture<HttpResponse<String>> response =
        http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    long nanos = Math.min(patience.toNanos(), Math.max(1, deadline - System.nanoTime()));
    try {
      return response.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      response.cancel(true);
      throw new EtcdTrouble("%s has not answered within %d ms".formatted(current(), millis(nanos)));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new EtcdTrouble(current() + ": " + e.getCause());
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new EtcdTrouble("this server is stopping");
    }
  }

  private JsonObject body(HttpResponse<String> response) throws EtcdTrouble {
    JsonObject body;
    try {
      body = new JsonObject(response.body());
    } catch (DecodeException e) {
      throw new EtcdTrouble(
          "%s answers with HTTP %d and no JSON: is it an etcd, 3.4 or newer, with its gRPC gateway on?"
              .formatted(current(), response.statusCode()));
    }
    if (response.statusCode() == 200 && !body.containsKey("error")) {
      return body;
    }
    throw new EtcdTrouble(
        current() + ": " + words(body, response.statusCode()),
        REFUSALS.contains(response.statusCode()));
  }

  private static String words(JsonObject body, int status) {
    return body.getString("message", body.getString("error", "HTTP " + status));
  }

  private URI current() {
    return endpoints.get(current);
  }

  private static String reason(IOException e) {
    if (e instanceof ConnectException) {
      return "can't be reached"; // its message is empty, or the same in more words
    }
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
