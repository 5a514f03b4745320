package org.sipha.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.BlockingCallsPage;
import org.sipha.core.node.NodeView;
import org.sipha.core.readiness.BlockerCode;

/**
 * The first of the calls that hold readiness at 0, for the operator's page. The node is asked once
 * for all pages that are open, and only while calls block. One thread at a time.
 */
final class BlockingCalls {
  /** How many are shown. */
  static final int SHOWN = 20;

  private static final int IN_BRIEF = 3;

  private static final Set<BlockerCode> OF_CALLS =
      Set.of(BlockerCode.CALLS_UNSYNCHRONIZED, BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION);

  /** An answer costs the node a walk over its calls. */
  private static final Duration EVERY = Duration.ofSeconds(1);

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final NodeAccess node;
  private final CallJson json;
  private int total;
  private List<Call> calls = List.of();
  private boolean asking;
  private boolean everAsked;
  private long askedNanos;

  /** One of them; what isn't known of it is null. */
  private record Call(
      String id,
      @Nullable String from,
      @Nullable String to,
      @Nullable Instant startedAt,
      String reason) {}

  BlockingCalls(NodeAccess node) {
    this.node = node;
    this.json = new CallJson(node.codec());
  }

  /** Asks again if it is time; the answer is shown from then on. */
  void refresh(NodeView view, long nowNanos, Context context) {
    if (view.readiness().blockers().stream().noneMatch(b -> OF_CALLS.contains(b.code()))) {
      total = 0;
      calls = List.of();
      return;
    }
    if (asking || (everAsked && nowNanos - askedNanos < EVERY.toNanos())) {
      return;
    }
    asking = true;
    everAsked = true;
    askedNanos = nowNanos;
    Future.fromCompletionStage(node.blockingCalls(null, SHOWN), context)
        .timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(this::keep)
        // A node that doesn't answer is stale, which the page says in larger letters.
        .onComplete(done -> asking = false);
  }

  private void keep(BlockingCallsPage page) {
    total = page.total();
    calls = page.items().stream().map(this::read).toList();
  }

  private Call read(BlockingCallsPage.Item item) {
    JsonObject call =
        node.calls().find(item.id()).map(json::of).orElseGet(() -> CallJson.unknown(item.id()));
    return new Call(
        item.id().toString(),
        call.getString("from"),
        call.getString("to"),
        call.getInstant("startedAt"),
        item.reason().toString());
  }

  /** The first few as of {@code now}, and where the others are; nothing if no call blocks. */
  String brief(Instant now) {
    if (calls.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<ul class=\"blockers\">");
    for (Call call : calls.subList(0, Math.min(calls.size(), IN_BRIEF))) {
      out.append("<li>").append(shown(call.from)).append(" &rarr; ").append(shown(call.to));
      out.append(", age ").append(age(call.startedAt, now)).append(": ").append(call.reason);
      out.append("</li>");
    }
    out.append("</ul>\n<p><a href=\"#blocking-title\">");
    return out.append(Words.count(total, "call"))
        .append(total == 1 ? " blocks" : " block")
        .append("</a></p>\n")
        .toString();
  }

  /** The list as of {@code now}. */
  String html(Instant now) {
    if (calls.isEmpty()) {
      return "<p class=\"empty\">No call holds the pair back.</p>\n";
    }
    StringBuilder out = new StringBuilder(4_096);
    out.append("<table><thead><tr><th scope=\"col\">Parties</th><th scope=\"col\">Age</th>");
    out.append("<th scope=\"col\">Reason</th><th scope=\"col\">Call</th></tr></thead>\n<tbody>");
    for (Call call : calls) {
      out.append("<tr><td>").append(shown(call.from)).append(" &rarr; ").append(shown(call.to));
      out.append("</td><td>").append(age(call.startedAt, now)).append("</td><td>");
      out.append(call.reason).append("</td><td><a href=\"/calls/").append(call.id).append("\">");
      out.append(call.id).append("</a></td></tr>\n");
    }
    out.append("</tbody></table>\n<p class=\"about\">");
    if (total > calls.size()) {
      out.append("The first ").append(calls.size()).append(" of ");
      out.append(Words.number(total)).append(": ");
    }
    return out.append("<a href=\"/calls?blocking=true\">all of them</a></p>\n").toString();
  }

  private static String shown(@Nullable String party) {
    return party == null ? "not known" : Markup.escaped(party);
  }

  private static String age(@Nullable Instant startedAt, Instant now) {
    return startedAt == null
        ? "not known"
        : Words.duration(Math.max(0, Duration.between(startedAt, now).toSeconds()));
  }
}
