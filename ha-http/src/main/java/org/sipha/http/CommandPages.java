package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input.Command.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /switchover}, {@code /promote}, {@code /demote}, {@code /compare}: what the node is
 * commanded (SPEC 7, 11).
 */
final class CommandPages {
  private static final Logger LOG = LoggerFactory.getLogger(CommandPages.class);
  private static final String FORCE = "force";

  private final NodeAccess node;
  private final Duration timeout;

  CommandPages(NodeAccess node, Duration timeout) {
    this.node = node;
    this.timeout = timeout;
  }

  /** The change that is this command. */
  Function<RoutingContext, Future<Changed>> of(Kind kind) {
    return ctx -> command(ctx, kind);
  }

  private Future<Changed> command(RoutingContext ctx, Kind kind) {
    String force = ctx.queryParams().get(FORCE);
    if (force != null && !force.equals("true") && !force.equals("false")) {
      return Future.succeededFuture(Changed.error(400, "force is true or false"));
    }
    LOG.info("{} is commanded", kind);
    return Future.fromCompletionStage(
            node.command(kind, "true".equals(force)), ctx.vertx().getOrCreateContext())
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(CommandPages::unknown)
        .map(CommandPages::changed);
  }

  private static Changed changed(CommandResult result) {
    return new Changed(
        status(result.outcome()), body(result), word(result.outcome()) + ": " + result.text());
  }

  private static String word(Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private static CommandResult unknown(Throwable failure) {
    LOG.warn("a command was not answered: {}", failure.toString());
    return new CommandResult(
        Outcome.UNKNOWN,
        "no answer in time: look at both nodes before the next try",
        null,
        List.of());
  }

  private static int status(Outcome outcome) {
    return switch (outcome) {
      case DONE -> 200;
      case REFUSED -> 412;
      case BUSY -> 409;
      case FAILED -> 503;
      case UNKNOWN -> 504;
    };
  }

  private static JsonObject body(CommandResult result) {
    @Nullable String primary = result.primary();
    JsonArray blockers = new JsonArray();
    result
        .blockers()
        .forEach(
            b ->
                blockers.add(
                    new JsonObject()
                        .put("node", b.node())
                        .mergeIn(StatusJson.blocker(b.blocker()))));
    return new JsonObject()
        .put("result", word(result.outcome()))
        .put("text", result.text())
        .put("primary", primary)
        .put("blockers", blockers);
  }
}
