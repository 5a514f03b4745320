package org.sipha.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** How an answer is written. */
final class Answers {
  static final String JSON = "application/json";

  private Answers() {}

  /** Answers with text of a media type; a HEAD request gets the headers of it. */
  static void send(RoutingContext ctx, int status, String mediaType, String text) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return; // the client has gone while its answer was being made
    }
    Buffer body = Buffer.buffer(text);
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType(mediaType));
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }

  /** Answers with JSON, in lines: people read it with curl. */
  static void json(RoutingContext ctx, int status, JsonObject body) {
    send(ctx, status, JSON, body.encodePrettily() + "\n");
  }

  /** Answers that the request can't be fulfilled, and why, in a sentence. */
  static void error(RoutingContext ctx, int status, String text) {
    json(ctx, status, new JsonObject().put("error", text));
  }

  /** Answers that the client may not do this, and what it needs. */
  static void refused(RoutingContext ctx, Verdict verdict) {
    if (verdict.status() == 401) {
      ctx.response().headers().add("WWW-Authenticate", "Bearer realm=\"sipha\"");
      if (!ctx.request().method().equals(HttpMethod.POST)) {
        // A browser asks for it then.
        ctx.response().headers().add("WWW-Authenticate", "Basic realm=\"sipha\"");
      }
    }
    if (verdict.retrySeconds() > 0) {
      ctx.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(verdict.retrySeconds()));
    }
    error(ctx, verdict.status(), verdict.text());
  }

  /** Answers that it is too early, or too much, to say anything. */
  static void later(RoutingContext ctx, int status, String text) {
    ctx.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
    error(ctx, status, text);
  }

  /** JSON is UTF-8 by definition (RFC 8259 8.1) and has no charset parameter. */
  private static String contentType(String mediaType) {
    return mediaType.equals(JSON) ? mediaType : mediaType + ";charset=utf-8";
  }
}
