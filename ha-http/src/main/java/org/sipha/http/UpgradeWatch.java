package org.sipha.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.NodeView.Connection;

/**
 * The upgrade that the operator's page shows: the last word that this server or its peer has heard
 * of one. {@code sipha upgrade} tells those servers whose token it has, which may be the other one
 * only, and one that was just started has heard nothing yet. The peer's page is asked while this
 * server is told nothing and somebody looks. One thread at a time.
 */
final class UpgradeWatch {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /** Digits of a length that an answer may have: more than that of any document. */
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,6}");

  private final Supplier<Optional<UpgradeHeard>> told;
  private final @Nullable Path pairAuthority;
  private @Nullable UpgradeHeard peers;
  private @Nullable HttpClient client;
  private boolean asking;
  private boolean everAsked;
  private long askedNanos;

  /**
   * A watch that has asked nobody yet.
   *
   * @param told the last word that this server has heard
   * @param pairAuthority see {@link HttpSettings}
   */
  UpgradeWatch(Supplier<Optional<UpgradeHeard>> told, @Nullable Path pairAuthority) {
    this.told = told;
    this.pairAuthority = pairAuthority;
  }

  /** The last word; asks the peer again if it is time, and knows its answer from then on. */
  Optional<UpgradeHeard> refresh(Connection connection, long nowNanos, Context context) {
    UpgradeHeard own = told.get().orElse(null);
    boolean isTold = own != null && own.isGoingOn(nowNanos);
    boolean isTime = !everAsked || nowNanos - askedNanos >= EVERY.toNanos();
    if (!isTold && !asking && isTime) {
      everAsked = true;
      askedNanos = nowNanos;
      place(connection).ifPresent(place -> ask(place, nowNanos, context));
    }
    return UpgradeHeard.newest(own, peers);
  }

  /** Where the peer is asked; nowhere if it isn't known, or couldn't be believed. */
  private Optional<RequestOptions> place(Connection connection) {
    String name = connection.peerName();
    String address = connection.peerHttpAddress();
    if (name == null || address == null || !PeerAddress.isOne(address)) {
      return Optional.empty();
    }
    URI url;
    try {
      url = URI.create(PeerAddress.url(address));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (url.getHost() == null || url.getPort() < 0) {
      return Optional.empty();
    }
    RequestOptions place =
        new RequestOptions()
            .setURI(UpgradePages.PATH)
            .setConnectTimeout(TIMEOUT.toMillis())
            .setIdleTimeout(TIMEOUT.toMillis())
            .setServer(SocketAddress.inetSocketAddress(url.getPort(), host(url)))
            .setHost(name)
            .setPort(url.getPort());
    if (!url.getScheme().equals("https")) {
      return Optional.of(place);
    }
    return pairAuthority == null
        ? Optional.empty()
        : Optional.of(place.setSsl(true).setSslOptions(believing(pairAuthority)));
  }

  /** Its certificate must be made out to its name, as that of the HA connection. */
  private static ClientSSLOptions believing(Path authority) {
    return new ClientSSLOptions()
        .setHostnameVerificationAlgorithm("HTTPS")
        .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
  }

  /** An IPv6 address without its brackets. */
  private static String host(URI url) {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  private void ask(RequestOptions place, long nowNanos, Context context) {
    asking = true;
    client(context)
        .request(place)
        .compose(HttpClientRequest::send)
        .compose(UpgradeWatch::body)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .map(body -> UpgradeHeard.read(body.toJsonObject(), nowNanos, peers))
        .onSuccess(heard -> peers = heard)
        // A peer that can't be asked, is older, or may not be read by everybody says nothing: what
        // it said before stands, and grows silent.
        .onComplete(done -> asking = false);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    response.exceptionHandler(broken -> {}); // else the library logs it as an error
    String length = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    if (length == null || !LENGTH.matcher(length).matches()) {
      response.request().reset();
      return Future.failedFuture("not an answer of ours");
    }
    return response
        .body()
        .compose(
            body ->
                response.statusCode() == 200
                    ? Future.succeededFuture(body)
                    : Future.failedFuture("answered " + response.statusCode()));
  }

  /** It ends with the service, on whose context this is called. */
  private HttpClient client(Context context) {
    HttpClient open = client;
    if (open == null) {
      open =
          context
              .owner()
              .createHttpClient(
                  new HttpClientOptions().setKeepAliveTimeout((int) (EVERY.toSeconds() * 5)),
                  new PoolOptions().setHttp1MaxSize(1));
      client = open;
    }
    return open;
  }
}
