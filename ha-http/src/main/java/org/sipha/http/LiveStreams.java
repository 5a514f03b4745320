package org.sipha.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /}, and {@code GET /live}, which keeps it as it is now: server-sent events, each a
 * JSON object with {@code build} and, in {@code parts}, the HTML of the parts of the page that have
 * changed. The first event brings all of them, and says in {@code needsToken} whether this client
 * needs one to change something; one comes at least every 3 s and at most 4 come a second. The node
 * is looked at and the page is made once, whoever many read it, and not at all while nobody does.
 * One thread at a time.
 */
final class LiveStreams {
  /** Streams at a time; whoever comes later is told to try again. */
  static final int MOST = 300;

  private static final Logger LOG = LoggerFactory.getLogger(LiveStreams.class);
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final int QUIET_LOOKS = 11;
  private static final String EVENT_STREAM = "text/event-stream";

  /** Bytes on their way to one reader: more than several whole pages, which nobody needs. */
  private static final int MOST_UNREAD = 128 * 1024;

  private final OperatorPage page;
  private final Permission permission;
  private final Set<Stream> streams = new LinkedHashSet<>();
  private final Tally slow = new Tally();
  private Map<String, String> shown = Map.of();
  private boolean looking;
  private int looksSinceEvent;

  /** One reader. */
  private static final class Stream {
    private final HttpServerResponse response;
    private int unread;

    Stream(HttpServerResponse response) {
      this.response = response;
    }

    void write(Buffer event) {
      unread += event.length();
      response.write(event).onComplete(written -> unread -= event.length());
    }
  }

  LiveStreams(OperatorPage page, Permission permission) {
    this.page = page;
    this.permission = permission;
  }

  /** {@code GET /}. */
  void page(RoutingContext ctx) {
    page.html(ctx.vertx().getOrCreateContext())
        .ifPresentOrElse(html -> StatusPages.html(ctx, html), () -> StatusPages.notYet(ctx));
  }

  /** {@code GET /live}. */
  void stream(RoutingContext ctx) {
    if (ctx.request().method().equals(HttpMethod.HEAD)) {
      ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM).end();
    } else if (streams.size() >= MOST) {
      Answers.later(ctx, 503, MOST + " pages are open already; /server answers all the same");
    } else if (looking) {
      open(ctx);
    } else {
      page.parts(ctx.vertx().getOrCreateContext())
          .ifPresentOrElse(
              now -> {
                shown = now;
                lookFromNowOn(ctx.vertx());
                open(ctx);
              },
              () -> StatusPages.notYet(ctx));
    }
  }

  private void open(RoutingContext ctx) {
    Stream stream = new Stream(ctx.response());
    stream
        .response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
        .exceptionHandler(broken -> streams.remove(stream))
        .closeHandler(closed -> streams.remove(stream));
    streams.add(stream);
    boolean operates = permission.needsNoToken(ctx.request());
    stream.write(event(json(shown).put("needsToken", !operates)));
  }

  private void lookFromNowOn(Vertx vertx) {
    looking = true;
    looksSinceEvent = 0;
    vertx.setPeriodic(
        LOOK_EVERY_MILLIS,
        timer -> {
          if (streams.isEmpty()) {
            looking = !vertx.cancelTimer(timer);
          } else {
            look(vertx);
          }
        });
  }

  private void look(Vertx vertx) {
    Map<String, String> now = page.parts(vertx.getOrCreateContext()).orElse(shown);
    Map<String, String> changed = new HashMap<>(now);
    changed.entrySet().removeAll(shown.entrySet());
    shown = now;
    looksSinceEvent++;
    if (!changed.isEmpty() || looksSinceEvent > QUIET_LOOKS) {
      looksSinceEvent = 0;
      Buffer event = event(json(changed));
      List.copyOf(streams).forEach(stream -> send(stream, event));
    }
  }

  /**
   * A reader that hasn't taken the last events is dropped: its connection ends when it has taken
   * what is on its way, or when it is idle. Its page comes back by itself.
   */
  private void send(Stream stream, Buffer event) {
    if (stream.unread <= MOST_UNREAD) {
      stream.write(event);
      return;
    }
    streams.remove(stream);
    stream.response.reset();
    long times = slow.oneMore();
    if (times > 0) {
      LOG.info("a reader of /live was too slow and is dropped, {} such so far", times);
    }
  }

  private static JsonObject json(Map<String, String> parts) {
    return new JsonObject()
        .put("build", HtmlFrame.BUILD)
        .put("parts", new JsonObject(Map.copyOf(parts)));
  }

  private static Buffer event(JsonObject json) {
    return Buffer.buffer("data: " + json.encode() + "\n\n");
  }

  /** Ends all streams. */
  void close() {
    streams.forEach(stream -> stream.response.end());
    streams.clear();
  }
}
