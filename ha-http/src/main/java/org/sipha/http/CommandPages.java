package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
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
  private final Permission permission;
  private final Duration timeout;

  CommandPages(NodeAccess node, Permission permission, Duration timeout) {
    this.node = node;
    this.permission = permission;
    this.timeout = timeout;
  }

  void command(RoutingContext ctx, Kind kind) {
    String from = String.valueOf(ctx.request().remoteAddress());
    if (!permission.isGiven(ctx, kind.toString())) {
      return;
    }
    String force = ctx.queryParams().get(FORCE);
    if (force != null && !force.equals("true") && !force.equals("false")) {
      Answers.error(ctx, 400, "force is true or false");
      return;
    }
    boolean forced = "true".equals(force);
    LOG.info("{}{} from {}", kind, forced ? " by force" : "", from);
    Future.fromCompletionStage(node.command(kind, forced), ctx.vertx().getOrCreateContext())
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .otherwise(CommandPages::unknown)
        .onSuccess(
            result -> {
              LOG.info("{} from {}: {}, {}", kind, from, result.outcome(), result.text());
              Answers.json(ctx, status(result.outcome()), body(result));
            });
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
        .put("result", result.outcome().name().toLowerCase(Locale.ROOT))
        .put("text", result.text())
        .put("primary", primary)
        .put("blockers", blockers);
  }
}
