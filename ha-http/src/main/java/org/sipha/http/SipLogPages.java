package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import org.sipha.core.call.CallId;

/** {@code /sip-log}, the switch of the SIP message log, and {@code /calls/{id}/ladder}. */
final class SipLogPages {
  private final SipLog log;

  SipLogPages(SipLog log) {
    this.log = log;
  }

  /** {@code GET /sip-log}: whether it is on. */
  void sipLog(RoutingContext ctx) {
    Answers.json(ctx, 200, state());
  }

  /** {@code POST /sip-log?on=true|false}. */
  Future<Changed> switchTo(RoutingContext ctx) {
    String on = ctx.queryParams().get("on");
    if (!"true".equals(on) && !"false".equals(on)) {
      return Future.succeededFuture(
          Changed.error(400, "on is true or false: POST /sip-log?on=true"));
    }
    log.switchTo("true".equals(on));
    return Future.succeededFuture(new Changed(200, state(), "done"));
  }

  private JsonObject state() {
    return new JsonObject().put("on", log.isOn());
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
