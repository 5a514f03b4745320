package org.sipha.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/**
 * What a version of this program always answers alike: clients keep it, and ask with its tag
 * whether it is still the same (RFC 9110 13.1.2).
 */
record Unchanging(String mediaType, String text, String tag) {
  /** A file in the jar. */
  static Unchanging resource(String mediaType, String name) {
    String text = HtmlFrame.resource(name);
    return new Unchanging(mediaType, text, '"' + HtmlFrame.hash(text) + '"');
  }

  void answer(RoutingContext ctx) {
    ctx.response()
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(HttpHeaders.ETAG, tag);
    String kept = ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH);
    if (kept != null && (kept.contains(tag) || kept.strip().equals("*"))) {
      ctx.response().setStatusCode(304).end();
    } else {
      Answers.send(ctx, 200, mediaType, text);
    }
  }
}
