package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;

/**
 * What the operator is told while a gate is closed: each reason, and of old multisite calls which
 * they are and since when. A line when the reasons change, and now and then when only their figures
 * do.
 */
final class WaitingWords {
  private static final Duration FIGURES_EVERY = Duration.ofSeconds(10);
  private static final int CALLS_NAMED = 5;

  private final Servers servers;
  private final Consumer<String> say;
  private String saidCodes = "";
  private String saidText = "";
  private long saidNanos;

  WaitingWords(Servers servers, Consumer<String> say) {
    this.servers = servers;
    this.say = say;
  }

  /**
   * A sentence about a closed gate, said too if there is something new in it.
   *
   * @param left until the limit, null if there is none
   */
  String of(StepName gate, List<Reason> closed, @Nullable Duration left) {
    String reasons = closed.stream().map(Reason::toString).collect(Collectors.joining("; "));
    String codes = gate + closed.stream().map(r -> r.node() + r.code()).toList().toString();
    String text = reasons + calls(closed);
    long now = System.nanoTime();
    boolean isTimeForFigures = !text.equals(saidText) && now - saidNanos >= FIGURES_EVERY.toNanos();
    if (!codes.equals(saidCodes) || isTimeForFigures) {
      saidCodes = codes;
      saidText = text;
      saidNanos = now;
      say.accept(gate + " waits" + atMost(left) + ": " + text);
    }
    return text;
  }

  private static String atMost(@Nullable Duration left) {
    return left == null ? "" : " (" + left.toSeconds() + " s more at most)";
  }

  private String calls(List<Reason> closed) {
    for (Reason reason : closed) {
      if (reason.isOfOldMultisiteCalls()) {
        return ": " + blockingCalls(reason.node());
      }
    }
    return "";
  }

  private String blockingCalls(String node) {
    try {
      Servers.Blocking blocking = servers.blockingCalls(node, CALLS_NAMED);
      List<String> named = new ArrayList<>();
      blocking.first().forEach(call -> named.add(words(call)));
      long more = blocking.total() - named.size();
      if (more > 0) {
        named.add(more + " more (sipha calls --blocking)");
      }
      return String.join(", ", named);
    } catch (IOException e) {
      return "which they are isn't known: " + CommandFailure.reason(e);
    }
  }

  private static String words(JsonObject call) {
    return "call "
        + call.getString("id")
        + " since "
        + call.getString("startedAt")
        + " from "
        + call.getString("from")
        + " to "
        + call.getString("to");
  }
}
