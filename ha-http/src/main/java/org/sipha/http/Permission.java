package org.sipha.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may change something: whoever shows the token, on loopback too (SPEC 7, 11). */
final class Permission {
  private static final Logger LOG = LoggerFactory.getLogger(Permission.class);

  private final AccessToken token;
  private final Tally refusals = new Tally();

  Permission(AccessToken token) {
    this.token = token;
  }

  /** Whether the client may do {@code what}; if not, it has been answered. */
  boolean isGiven(RoutingContext ctx, String what) {
    if (token.isShownBy(ctx.request().getHeader(HttpHeaders.AUTHORIZATION))) {
      return true;
    }
    long times = refusals.oneMore();
    if (times > 0) {
      LOG.warn(
          "{} from {} refused: without the token, {} such so far",
          what,
          ctx.request().remoteAddress(),
          times);
    }
    ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"sipha\"");
    Answers.error(ctx, 401, "needs the token of data-directory/token: Authorization: Bearer");
    return false;
  }
}
