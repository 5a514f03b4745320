package org.sipha.config.server;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationSource;
import org.sipha.config.ConfigurationText;
import org.sipha.config.LastKnownGood;
import org.sipha.config.ServerTrouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A configuration that an HTTP server gives as plain text: a Spring Cloud Config Server, or any
 * that serves files.
 *
 * <p>An answer counts when it is there as a whole, and known to be: one that breaks off, or that
 * doesn't say where it ends, is a {@link ServerTrouble}. If the server marks its answers with an
 * {@code ETag}, an unchanged one isn't sent again.
 */
public final class ConfigurationServer implements ConfigurationSource {
  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationServer.class);
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final ConfigurationAddress address;
  private final Credentials credentials;
  private final LastKnownGood copy;
  private final Duration patience;
  private final HttpClient client;
  private final Backoff backoff = new Backoff(() -> ThreadLocalRandom.current().nextDouble());
  private @Nullable Marked last;

  /** An answer that the server can say to be unchanged. */
  private record Marked(String etag, byte[] content) {}

  /**
   * Asks nothing yet.
   *
   * @param directory for the last known good copy; relative paths in the configuration start there
   * @throws IOException if the authorities can't be read; the message says to people why
   */
  public ConfigurationServer(ConfigurationAddress address, Credentials credentials, Path directory)
      throws IOException {
    this(address, credentials, directory, ANSWER);
  }

  ConfigurationServer(
      ConfigurationAddress address, Credentials credentials, Path directory, Duration patience)
      throws IOException {
    this.address = address;
    this.credentials = credentials;
    this.copy =
        new LastKnownGood(directory.resolve(address.application() + ".last-known-good.ini"));
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER) // credentials are for one server only
            .connectTimeout(CONNECT);
    Path trust = address.trust();
    this.client = (trust == null ? builder : builder.sslContext(ServerTrust.in(trust))).build();
    if (credentials.authorization().isPresent() && address.isOpenToOthers()) {
      LOG.warn("credentials are sent unencrypted to {}: use --config-tls", address);
    }
  }

  @Override
  public String name() {
    return address.toString();
  }

  @Override
  public Path file() {
    return copy.file();
  }

  @Override
  public Duration pause() {
    return backoff.pause();
  }

  @Override
  public Optional<LastKnownGood> lastKnownGood() {
    return Optional.of(copy);
  }

  @Override
  public Optional<String> application() {
    return Optional.of(address.application());
  }

  @Override
  public ConfigurationText text() throws ServerTrouble {
    try {
      byte[] content = content(answer());
      backoff.succeeded();
      return ConfigurationText.alone(content, file(), name());
    } catch (ServerTrouble e) {
      backoff.failed();
      throw e;
    }
  }

  private HttpResponse<byte[]> answer() throws ServerTrouble {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.uri()).header("Accept", "*/*");
    credentials.authorization().ifPresent(value -> request.header("Authorization", value));
    Marked known = last;
    if (known != null) {
      request.header("If-None-Match", known.etag());
    }
    // The timeout of a request ends with the headers: a body could take for ever.
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request.build(), headers -> new BoundedBody());
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw ServerTrouble.passing(
          "has not answered in full within " + patience.toSeconds() + " s: look what keeps it");
    } catch (ExecutionException e) {
      throw Troubles.of(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw ServerTrouble.passing("was not waited for: this server is stopping");
    }
  }

  private byte[] content(HttpResponse<byte[]> answer) throws ServerTrouble {
    Marked known = last;
    if (answer.statusCode() == 304 && known != null) {
      return known.content();
    }
    if (answer.statusCode() != 200) {
      throw Troubles.ofStatus(answer.statusCode());
    }
    if (!saysWhereItEnds(answer)) {
      throw ServerTrouble.lasting(
          "answers with neither Content-Length nor chunks, so that nobody could notice if half were missing:"
              + " use an HTTP server that sends one of them");
    }
    last =
        answer
            .headers()
            .firstValue("ETag")
            .map(etag -> new Marked(etag, answer.body()))
            .orElse(null);
    return answer.body();
  }

  private static boolean saysWhereItEnds(HttpResponse<?> answer) {
    OptionalLong length = answer.headers().firstValueAsLong("Content-Length");
    return length.isPresent() || answer.headers().firstValue("Transfer-Encoding").isPresent();
  }
}
