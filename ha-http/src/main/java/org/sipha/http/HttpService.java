package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP interface of a server (SPEC 7). It runs on an event loop context of its own: whoever
 * keeps it busy, or it keeps waiting, doesn't keep the node waiting.
 *
 * <p>{@link #start} once, then {@link #stop}; both may be called from any thread.
 */
public final class HttpService {
  /** The log of all that changed the state of a server, and of what was refused. */
  public static final String AUDIT_LOG = "sipha.audit";

  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);
  private static final int MAX_REQUEST_LINE = 4_096;
  private static final int MAX_HEADERS = 8_192;

  /** How long answers that are being made may take when the service stops. */
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final HttpSettings settings;
  private final NodeAccess node;
  private final AccessTokens tokens;
  private final Supplier<Moment> clock;
  private final AtomicInteger port = new AtomicInteger();
  private final AtomicReference<@Nullable HttpServer> server = new AtomicReference<>();
  private final AtomicReference<@Nullable String> deployment = new AtomicReference<>();

  /**
   * A service that isn't started.
   *
   * @param clock both clocks at this moment, {@link Moment#now} outside tests; its monotonic one
   *     must be that of the node
   */
  public HttpService(
      Vertx vertx,
      HttpSettings settings,
      NodeAccess node,
      AccessTokens tokens,
      Supplier<Moment> clock) {
    this.vertx = vertx;
    this.settings = settings;
    this.node = node;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Opens the port.
   *
   * @return the port; failed with an {@link IOException} that names the address if it can't be
   *     opened (exit status 69)
   */
  public Future<Integer> start() {
    return vertx
        .deployVerticle(new Verticle())
        .onSuccess(deployment::set)
        .map(id -> port.get())
        .recover(failure -> Future.failedFuture(unopened(failure)));
  }

  /**
   * Closes the port if it is open; answers that are being made are finished first, for at most a
   * second.
   */
  public Future<Void> stop() {
    String id = deployment.getAndSet(null);
    return id == null ? Future.succeededFuture() : vertx.undeploy(id);
  }

  /**
   * Reads the files of {@link HttpTls} anew: connections from now on see the new certificate and
   * are believed by the new authority, those that are open stay as they are. Fails, and nothing
   * changes, if they can't be used or the service isn't started.
   *
   * @throws IllegalStateException if this service doesn't speak HTTPS
   */
  public Future<Void> renewCertificates() {
    HttpTls tls = settings.tls();
    if (tls == null) {
      throw new IllegalStateException("there is no certificate to renew");
    }
    HttpServer open = server.get();
    return open == null
        ? Future.failedFuture("the port isn't open")
        : open.updateSSLOptions(tls.options(), true).mapEmpty();
  }

  private IOException unopened(Throwable failure) {
    return new IOException(
        "can't open http-address "
            + settings.address()
            + ", http-port "
            + settings.port()
            + ": "
            + failure.getMessage(),
        failure);
  }

  private HttpServer newServer() {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxInitialLineLength(MAX_REQUEST_LINE)
            .setMaxHeaderSize(MAX_HEADERS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setIdleTimeout((int) HttpSettings.IDLE.toSeconds())
            // One protocol is enough for these pages, and its limits are the ones above.
            .setHttp2ClearTextEnabled(false);
    HttpTls tls = settings.tls();
    if (tls == null) {
      return vertx.createHttpServer(options);
    }
    options.setSsl(true).setUseAlpn(false);
    return vertx.createHttpServer(new HttpServerConfig(options), tls.options());
  }

  private final class Verticle extends VerticleBase {
    private @Nullable Routes routes;

    @Override
    public Future<?> start() {
      Admission admission = new Admission();
      Routes answering = new Routes(node, settings, tokens, clock, admission);
      routes = answering;
      HttpServer opening = newServer();
      server.set(opening);
      return opening
          .requestHandler(answering.router(vertx))
          .connectionHandler(connection -> admit(connection, admission))
          .listen(settings.port(), settings.address())
          .onSuccess(
              open -> {
                port.set(open.actualPort());
                LOG.info(
                    "{} at {}:{}",
                    settings.tls() == null ? "HTTP" : "HTTPS",
                    settings.address(),
                    open.actualPort());
              });
    }

    private void admit(HttpConnection connection, Admission admission) {
      String address = connection.remoteAddress().hostAddress();
      if (admission.opened(address, clock.get().nanos())) {
        connection.closeHandler(closed -> admission.closed(address, clock.get().nanos()));
      } else {
        connection.close();
      }
    }

    @Override
    public Future<?> stop() {
      if (routes != null) {
        routes.close();
      }
      HttpServer open = server.getAndSet(null);
      return open == null ? Future.succeededFuture() : open.shutdown(LAST_ANSWERS);
    }
  }
}
