package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whatever changes the state of the server goes through here: only for those who may, and with one
 * line in the log {@code sipha.audit} that says who did what and what came of it, refused or not.
 * Only what repeats what was said before has no line.
 */
final class Changes {
  private static final Logger AUDIT = LoggerFactory.getLogger(HttpService.AUDIT_LOG);

  /** What a query may say of a change; everything else might be a secret that went astray. */
  private static final List<String> PARAMETERS = List.of("force", "on");

  private final Permission permission;
  private final Admission admission;
  private final Supplier<Moment> clock;

  Changes(Permission permission, Admission admission, Supplier<Moment> clock) {
    this.permission = permission;
    this.admission = admission;
    this.clock = clock;
  }

  /** Answers with what comes of a change. */
  Handler<RoutingContext> by(Function<RoutingContext, Future<Changed>> change) {
    return ctx -> {
      Verdict verdict = permission.toChange(ctx.request());
      if (verdict.isGiven()) {
        carryOut(ctx, verdict.who(), change);
      } else {
        tellRefused(ctx, verdict);
        Answers.refused(ctx, verdict);
      }
    };
  }

  private static void carryOut(
      RoutingContext ctx, String who, Function<RoutingContext, Future<Changed>> change) {
    // Now, for a client that doesn't wait for the answer is gone later.
    String action = who + " from " + address(ctx) + ": " + what(ctx);
    change
        .apply(ctx)
        .onSuccess(
            changed -> {
              if (changed.text() != null) {
                AUDIT.info("{}: {} {}", action, changed.status(), changed.text());
              }
              Answers.json(ctx, changed.status(), changed.body());
            })
        .onFailure(
            failure -> {
              AUDIT.info("{}: 500 {}", action, failure.toString());
              ctx.fail(failure);
            });
  }

  private void tellRefused(RoutingContext ctx, Verdict verdict) {
    OptionalLong untold = admission.refused(address(ctx), clock.get().nanos());
    if (untold.isPresent()) {
      AUDIT.warn(
          "{} from {}: {}: {} {}{}",
          verdict.who(),
          address(ctx),
          what(ctx),
          verdict.status(),
          verdict.text(),
          untold.getAsLong() == 0 ? "" : "; " + untold.getAsLong() + " before it weren't logged");
    }
  }

  private static String address(RoutingContext ctx) {
    return ctx.request().remoteAddress().hostAddress();
  }

  private static String what(RoutingContext ctx) {
    StringBuilder what = new StringBuilder();
    what.append(ctx.request().method()).append(' ').append(ctx.currentRoute().getPath());
    for (String parameter : PARAMETERS) {
      String value = ctx.queryParams().get(parameter);
      if ("true".equals(value) || "false".equals(value)) {
        what.append(' ').append(parameter).append('=').append(value);
      }
    }
    return what.toString();
  }
}
