package org.sipha.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.CallDirectory;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.BlockingCallsPage;

/** {@code /calls} and {@code /calls/{id}} (SPEC 7). */
final class CallPages {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  /** The node answers a question between two inputs; one that takes longer than this hangs. */
  private static final Duration BLOCKING_TIMEOUT = Duration.ofSeconds(5);

  /** Questions that wait for the node at a time: each costs it a walk over its calls. */
  private static final int MAX_QUESTIONS = 4;

  private final NodeAccess node;
  private final CallJson json;
  private int questions;

  CallPages(NodeAccess node) {
    this.node = node;
    this.json = new CallJson(node.codec());
  }

  /** Which part of the calls is asked for. */
  private record Wanted(@Nullable CallId after, int limit, boolean blocking) {
    /**
     * Reads the query.
     *
     * @throws IllegalArgumentException with a sentence for the client
     */
    static Wanted of(RoutingContext ctx) {
      String after = ctx.queryParams().get("after");
      String blocking = ctx.queryParams().get("blocking");
      if (blocking != null && !blocking.equals("true") && !blocking.equals("false")) {
        throw new IllegalArgumentException("blocking is true or false");
      }
      return new Wanted(
          after == null ? null : id(after), CallPages.limit(ctx), "true".equals(blocking));
    }
  }

  /**
   * How many entries a page may have, as asked for by {@code ?limit=}.
   *
   * @throws IllegalArgumentException with a sentence for the client
   */
  static int limit(RoutingContext ctx) {
    String text = ctx.queryParams().get("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    String problem = "limit is 1 to " + MAX_LIMIT;
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(problem, e);
    }
    throw new IllegalArgumentException(problem);
  }

  /** {@code GET /calls}. */
  void calls(RoutingContext ctx) {
    Wanted wanted;
    try {
      wanted = Wanted.of(ctx);
    } catch (IllegalArgumentException e) {
      Answers.error(ctx, 400, String.valueOf(e.getMessage()));
      return;
    }
    if (wanted.blocking) {
      blocking(ctx, wanted);
    } else {
      // A backup decodes its copies for this: a thousand of them shouldn't keep a probe waiting.
      write(ctx, ctx.vertx().executeBlocking(() -> page(wanted).encode(), false));
    }
  }

  /** {@code GET /calls/{id}}. */
  void call(RoutingContext ctx) {
    String asked = ctx.pathParam("id");
    try {
      node.calls()
          .find(id(asked))
          .ifPresentOrElse(
              call -> Answers.json(ctx, 200, json.of(call)),
              () -> Answers.error(ctx, 404, "this server holds no call " + asked));
    } catch (IllegalArgumentException e) {
      Answers.error(ctx, 400, String.valueOf(e.getMessage()));
    }
  }

  static CallId id(String text) {
    try {
      return CallId.parse(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a call id has 16 hexadecimal digits", e);
    }
  }

  private JsonObject page(Wanted wanted) {
    CallDirectory calls = node.calls();
    List<CallRecord> found = calls.page(wanted.after, wanted.limit + 1);
    return CallJson.page(calls.size(), found, wanted.limit, json::of, call -> call.id().toString());
  }

  private void blocking(RoutingContext ctx, Wanted wanted) {
    if (questions >= MAX_QUESTIONS) {
      Answers.later(ctx, 503, "too many want to know at once");
      return;
    }
    questions++;
    Future<String> body =
        Future.fromCompletionStage(
                node.blockingCalls(wanted.after, wanted.limit + 1),
                ctx.vertx().getOrCreateContext())
            .timeout(BLOCKING_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .onComplete(done -> questions--)
            .compose(
                found ->
                    ctx.vertx().executeBlocking(() -> blockingPage(found, wanted).encode(), false));
    write(ctx, body);
  }

  private JsonObject blockingPage(BlockingCallsPage found, Wanted wanted) {
    CallDirectory calls = node.calls();
    return CallJson.page(
        found.total(),
        found.items(),
        wanted.limit,
        item ->
            calls
                .find(item.id())
                .map(json::of)
                .orElseGet(() -> CallJson.unknown(item.id()))
                .put("reason", item.reason().toString()),
        item -> item.id().toString());
  }

  private static void write(RoutingContext ctx, Future<String> body) {
    body.onSuccess(text -> Answers.send(ctx, 200, Answers.JSON, text + "\n"))
        .onFailure(
            failure -> {
              if (failure instanceof java.util.concurrent.TimeoutException) {
                Answers.later(ctx, 503, "the node doesn't answer");
              } else {
                ctx.fail(failure);
              }
            });
  }
}
