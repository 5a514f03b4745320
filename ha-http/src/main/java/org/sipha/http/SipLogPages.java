package org.sipha.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.sipha.core.call.CallId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /sip-log}, the switch of the SIP message log, and {@code /calls/{id}/ladder}. */
final class SipLogPages {
  private static final Logger LOG = LoggerFactory.getLogger(SipLogPages.class);

  private final SipLog log;
  private final Permission permission;

  SipLogPages(SipLog log, Permission permission) {
    this.log = log;
    this.permission = permission;
  }

  /** {@code GET /sip-log}: whether it is on; {@code POST /sip-log?on=true|false}. */
  void sipLog(RoutingContext ctx) {
    if (ctx.request().method().equals(HttpMethod.POST)) {
      String on = ctx.queryParams().get("on");
      if (!permission.isGiven(ctx, "a switch of the SIP message log")) {
        return;
      }
      if (!"true".equals(on) && !"false".equals(on)) {
        Answers.error(ctx, 400, "on is true or false: POST /sip-log?on=true");
        return;
      }
      log.switchTo("true".equals(on));
      LOG.info("SIP message log {} by {}", on, ctx.request().remoteAddress());
    }
    Answers.json(ctx, 200, new JsonObject().put("on", log.isOn()));
  }

  /** {@code GET /calls/{id}/ladder}. */
  void ladder(RoutingContext ctx) {
    String asked = ctx.pathParam("id");
    CallId call;
    try {
      call = CallPages.id(asked);
    } catch (IllegalArgumentException e) {
      Answers.error(ctx, 400, String.valueOf(e.getMessage()));
      return;
    }
    log.ladder(call)
        .ifPresentOrElse(
            text -> Answers.send(ctx, 200, "text/plain", text),
            () -> Answers.error(ctx, 404, noMessages(asked)));
  }

  private String noMessages(String call) {
    return log.isOn()
        ? "no message of call " + call + " is kept"
        : "no message of call "
            + call
            + " is kept: the SIP message log is off; POST /sip-log?on=true";
  }
}
