package org.sipha.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code /server} in three formats, {@code /serverx} in the one of the monitoring clients. */
final class StatusPages {
  private static final String XML = "application/xml";
  private static final String TEXT_XML = "text/xml";
  private static final String HTML = "text/html";
  private static final List<String> OFFERS = List.of(XML, TEXT_XML, Answers.JSON, HTML);

  private final NodeReader node;

  StatusPages(NodeReader node) {
    this.node = node;
  }

  /** {@code GET /server}. */
  void server(RoutingContext ctx) {
    ctx.response().putHeader(HttpHeaders.VARY, "Accept");
    String accept = String.join(",", ctx.request().headers().getAll(HttpHeaders.ACCEPT));
    Optional<String> mediaType = Accept.choose(accept, OFFERS);
    if (mediaType.isEmpty()) {
      Answers.error(ctx, 406, "there is " + String.join(", ", OFFERS));
      return;
    }
    answer(ctx, mediaType.get());
  }

  /** {@code GET /serverx}. */
  void serverx(RoutingContext ctx) {
    answer(ctx, TEXT_XML);
  }

  private void answer(RoutingContext ctx, String mediaType) {
    Set<String> asked = ctx.queryParams().names();
    Set<String> unknown = new TreeSet<>(asked);
    unknown.removeAll(Blocks.names());
    if (!unknown.isEmpty()) {
      Answers.error(
          ctx,
          404,
          "there is no block "
              + String.join(", ", unknown)
              + "; there is "
              + String.join(", ", Blocks.names()));
      return;
    }
    Set<String> names = asked.isEmpty() ? Blocks.names() : asked;
    node.snapshot()
        .ifPresentOrElse(s -> answer(ctx, mediaType, s, Blocks.of(s, names)), () -> notYet(ctx));
  }

  private static void answer(
      RoutingContext ctx, String mediaType, Snapshot snapshot, List<Block> blocks) {
    switch (mediaType) {
      case Answers.JSON -> Answers.json(ctx, 200, StatusJson.of(snapshot, blocks));
      case HTML -> html(ctx, StatusHtml.of(snapshot, blocks));
      default -> Answers.send(ctx, 200, mediaType, StatusXml.of(snapshot, blocks));
    }
  }

  /** Answers with a page for a browser. */
  static void html(RoutingContext ctx, String page) {
    ctx.response().putHeader("Content-Security-Policy", HtmlFrame.POLICY);
    Answers.send(ctx, 200, HTML, page);
  }

  /** Answers that the node hasn't spoken yet. */
  static void notYet(RoutingContext ctx) {
    Answers.later(ctx, 503, "the server has just started and has nothing to show yet");
  }
}
