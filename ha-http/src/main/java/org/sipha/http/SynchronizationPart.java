package org.sipha.http;

import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.sync.Batch;
import org.sipha.core.sync.SyncState;

/** The part of the operator's page that shows how far the synchronization is. */
final class SynchronizationPart {
  private SynchronizationPart() {}

  static String html(Synchronization sync) {
    StringBuilder out = new StringBuilder(1_024);
    out.append("<p>").append(sentence(sync)).append("</p>\n");
    int done = HaBlocks.synchronizedCalls(sync).orElse(0);
    int all = HaBlocks.missing(sync).orElse(0) + done;
    if (sync.state() == SyncState.DONE || all > 0) {
      out.append("<progress aria-label=\"calls synchronized\"");
      out.append(sync.state() == SyncState.DONE ? " class=\"done\"" : "");
      out.append(" max=\"").append(Math.max(1, all));
      out.append("\" value=\"").append(all == 0 ? 1 : done).append("\"></progress>\n");
    } else if (sync.state() == SyncState.INVENTORY) {
      out.append("<progress aria-label=\"inventory\"></progress>\n");
    }
    out.append("<dl>");
    HaBlocks.secondsLeft(sync)
        .ifPresent(
            left -> {
              if (left > 0) {
                row(out, "Time left", "about " + Words.duration(left));
                row(out, "Rate", "about " + Words.count(sync.missing() / left, "call") + "/s");
              }
            });
    boolean inSession = sync.state() != SyncState.DOWN;
    if (inSession) {
      row(out, "At once", sync.limitInForce() + " calls in this session");
    }
    if (!inSession || sync.limitInForce() != sync.limitConfigured()) {
      row(out, "Configured", sync.limitConfigured() + " calls at once, from the next session on");
    }
    sync.batches().stream()
        .reduce((earlier, later) -> later)
        .ifPresent(last -> row(out, "Last batch", batch(last)));
    out.append("</dl>\n");
    return out.toString();
  }

  private static String sentence(Synchronization sync) {
    return switch (sync.state()) {
      case DOWN -> "Nothing is synchronized without an HA connection.";
      case INVENTORY -> "The two servers compare what they hold.";
      case RUNNING, DONE -> {
        int all = sync.missing() + sync.synchronizedCalls();
        yield all == 0
            ? "No call was missing at the backup."
            : "<b>"
                + Words.number(sync.synchronizedCalls())
                + " of "
                + Words.number(all)
                + "</b> missing calls synchronized.";
      }
    };
  }

  private static String batch(Batch batch) {
    String words = "number %d, %s".formatted(batch.number(), Words.count(batch.calls(), "call"));
    return batch.confirmedNanos() == 0
        ? words + ", on its way"
        : words + ", " + (batch.confirmedNanos() - batch.startedNanos()) / 1_000_000 + " ms";
  }

  private static void row(StringBuilder out, String what, String value) {
    out.append("<dt>").append(what).append("</dt><dd>").append(value).append("</dd>");
  }
}
