package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.role.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which path is answered by whom, and what is common to all of them. */
final class Routes {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private static final List<HttpMethod> READ = List.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final List<HttpMethod> CHANGE = List.of(HttpMethod.POST);
  private static final List<HttpMethod> READ_AND_CHANGE =
      List.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);

  /** What probes and load balancers read, which have no token. */
  private static final Set<String> ALWAYS_OPEN =
      Set.of("/health/live", "/health/ready", "/primary", "/backup");

  /** Most requests have no body; some clients send a small one with each POST all the same. */
  private static final int SMALL_BODY = 999;

  /** How long a refused request may take to deliver its body; the connection is closed then. */
  private static final long MOST_MILLIS_FOR_AN_UNREAD_BODY = 2_000;

  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,6}");

  private static final Unchanging OPENAPI = Unchanging.resource(Answers.JSON, "openapi.json");

  private final Supplier<Moment> clock;
  private final Admission admission;
  private final Permission permission;
  private final boolean openToRead;
  private final OperatorPage operatorPage;
  private final LiveStreams liveStreams;
  private final List<Page> pages;

  private record Page(String path, List<HttpMethod> methods, Handler<RoutingContext> handler) {
    /** As people write it: {@code /calls/{id}}. */
    String shownPath() {
      return path.replaceAll(":(\\w+)", "{$1}");
    }
  }

  Routes(
      NodeAccess node,
      HttpSettings settings,
      AccessTokens tokens,
      Supplier<Moment> clock,
      Admission admission) {
    this.clock = clock;
    this.admission = admission;
    this.permission = new Permission(tokens, admission, clock);
    this.openToRead = settings.openToRead();
    NodeReader reader = new NodeReader(node, clock);
    UpgradePages upgrades = new UpgradePages(node.events(), clock);
    this.operatorPage =
        new OperatorPage(
            reader,
            new BlockingCalls(node),
            new UpgradeWatch(upgrades::last, settings.pairAuthority()),
            node.events());
    this.liveStreams = new LiveStreams(operatorPage, permission);
    StatusPages status = new StatusPages(reader);
    MetricsPage metrics = new MetricsPage(reader);
    HealthPages health = new HealthPages(reader);
    CallPages calls = new CallPages(node);
    EventPages events = new EventPages(node.events());
    CommandPages commands = new CommandPages(node, settings.commandTimeout());
    ConfigurationPages configuration = new ConfigurationPages(node.configuration());
    SipLogPages sipLog = new SipLogPages(node.sipLog());
    Changes changes = new Changes(permission, admission, clock);
    this.pages =
        List.of(
            new Page("/", READ, liveStreams::page),
            new Page("/live", READ, liveStreams::stream),
            new Page("/server", READ, status::server),
            new Page("/serverx", READ, status::serverx),
            new Page("/metrics", READ, metrics::metrics),
            new Page("/health/live", READ, health::live),
            new Page("/health/ready", READ, health::ready),
            new Page("/primary", READ, ctx -> health.hasRole(ctx, Role.PRIMARY)),
            new Page("/backup", READ, ctx -> health.hasRole(ctx, Role.BACKUP)),
            new Page("/readiness/switchover", READ, health::switchover),
            new Page("/readiness/upgrade", READ, health::upgrade),
            new Page("/calls", READ, calls::calls),
            new Page("/calls/:id", READ, calls::call),
            new Page("/calls/:id/ladder", READ, sipLog::ladder),
            new Page("/events", READ, events::events),
            new Page(
                "/sip-log", READ_AND_CHANGE, readOr(sipLog::sipLog, changes.by(sipLog::switchTo))),
            new Page("/config", READ, configuration::config),
            new Page("/config/reload", CHANGE, changes.by(configuration::reload)),
            new Page("/switchover", CHANGE, changes.by(commands.of(Kind.SWITCHOVER))),
            new Page("/promote", CHANGE, changes.by(commands.of(Kind.PROMOTE))),
            new Page("/demote", CHANGE, changes.by(commands.of(Kind.DEMOTE))),
            new Page("/compare", CHANGE, changes.by(commands.of(Kind.COMPARE))),
            new Page(
                UpgradePages.PATH,
                READ_AND_CHANGE,
                readOr(upgrades::upgrade, changes.by(upgrades::hear))),
            new Page("/openapi.json", READ, OPENAPI::answer));
  }

  private static Handler<RoutingContext> readOr(
      Handler<RoutingContext> read, Handler<RoutingContext> change) {
    return ctx -> (isChange(ctx) ? change : read).handle(ctx);
  }

  private static boolean isChange(RoutingContext ctx) {
    return ctx.request().method().equals(HttpMethod.POST);
  }

  /** Every path, as people write it, with the methods that it takes. */
  Map<String, List<HttpMethod>> methods() {
    return pages.stream().collect(Collectors.toMap(Page::shownPath, Page::methods));
  }

  /** The routes; what they keep going ends with the context on which this is called. */
  Router router(Vertx vertx) {
    vertx.setPeriodic(0, CallTrend.EVERY_MILLIS, timer -> operatorPage.noteCalls());
    Router router = Router.router(vertx);
    router.route().handler(this::receive);
    for (Page page : pages) {
      router.route(page.path).handler(ctx -> dispatch(ctx, page));
    }
    router.route().handler(this::notFound);
    router.route().failureHandler(Routes::failed);
    router.errorHandler(400, Routes::failed);
    return router;
  }

  /** Ends the answers that would go on for ever. */
  void close() {
    liveStreams.close();
  }

  private void receive(RoutingContext ctx) {
    ctx.response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        // With no-referrer a browser may hide the origin of this server's own pages from us, too.
        .putHeader("Referrer-Policy", "same-origin")
        .putHeader("X-Frame-Options", "DENY")
        .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    HttpServerRequest request = ctx.request();
    if (!admission.asks(request.remoteAddress().hostAddress(), clock.get().nanos())) {
      Answers.later(ctx, 429, "more than " + Admission.REQUESTS_PER_SECOND + " requests a second");
    } else if (hasBodyLargerThan(mostBytes(ctx), request)) {
      closeAfterBody(ctx);
      Answers.error(
          ctx,
          413,
          isUpgrade(ctx)
              ? "at most " + UpgradeJson.MOST_BYTES + " bytes, told by Content-Length"
              : "no request here has a body");
    } else {
      ctx.next();
    }
  }

  /**
   * Ends the connection after the answer, and not before the body that nobody reads has come: bytes
   * that arrive at a closed socket are answered by a reset, which may overtake the answer.
   */
  private static void closeAfterBody(RoutingContext ctx) {
    HttpConnection connection = ctx.request().connection();
    ctx.response().putHeader(HttpHeaders.CONNECTION, "close");
    Promise<Void> answered = Promise.promise();
    ctx.addEndHandler(answered::handle);
    long tooLong =
        ctx.vertx().setTimer(MOST_MILLIS_FOR_AN_UNREAD_BODY, timer -> connection.close());
    Future.all(ctx.request().end(), answered.future())
        .onComplete(
            over -> {
              ctx.vertx().cancelTimer(tooLong);
              connection.close();
            });
  }

  private static boolean isUpgrade(RoutingContext ctx) {
    return isChange(ctx) && ctx.normalizedPath().equals(UpgradePages.PATH);
  }

  private static int mostBytes(RoutingContext ctx) {
    return isUpgrade(ctx) ? UpgradeJson.MOST_BYTES : SMALL_BODY;
  }

  private static boolean hasBodyLargerThan(int most, HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null
            && !(LENGTH.matcher(length).matches() && Integer.parseInt(length) <= most));
  }

  private void dispatch(RoutingContext ctx, Page page) {
    if (!page.methods.contains(ctx.request().method())) {
      String allowed =
          page.methods.stream().map(HttpMethod::name).collect(Collectors.joining(", "));
      ctx.response().putHeader(HttpHeaders.ALLOW, allowed);
      Answers.error(ctx, 405, page.shownPath() + " takes " + allowed);
    } else if (isChange(ctx) || openToRead || ALWAYS_OPEN.contains(page.path)) {
      page.handler.handle(ctx);
    } else {
      Verdict verdict = permission.toRead(ctx.request());
      if (verdict.isGiven()) {
        page.handler.handle(ctx);
      } else {
        Answers.refused(ctx, verdict);
      }
    }
  }

  private void notFound(RoutingContext ctx) {
    JsonArray paths = new JsonArray();
    pages.forEach(page -> paths.add(page.shownPath()));
    Answers.json(
        ctx, 404, new JsonObject().put("error", "there is no such page").put("paths", paths));
  }

  private static void failed(RoutingContext ctx) {
    int status = ctx.statusCode();
    if (status >= 400 && status < 500) {
      Answers.error(ctx, status, "the request isn't understood");
    } else {
      LOG.error("{} {} failed", ctx.request().method(), ctx.request().path(), ctx.failure());
      Answers.error(ctx, 500, "this page failed; the log says why");
    }
  }
}
