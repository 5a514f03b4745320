package org.sipha.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sipha.core.node.NodeView;

/** The part of the operator's page that tells what has happened, the latest first. */
final class TimelinePart {
  private static final int SHOWN = 50;

  private TimelinePart() {}

  private record Told(Instant at, String text) {}

  static String html(Snapshot snapshot) {
    List<Told> latestFirst = latestFirst(snapshot);
    if (latestFirst.isEmpty()) {
      return "<p class=\"empty\">Nothing has happened since this server started.</p>\n";
    }
    StringBuilder out = new StringBuilder(8_192);
    out.append("<ol>");
    for (Told event : latestFirst) {
      out.append("<li>").append(Words.clock(event.at)).append(" <span>");
      out.append(Markup.escaped(event.text)).append("</span></li>\n");
    }
    return out.append("</ol>\n").toString();
  }

  private static List<Told> latestFirst(Snapshot snapshot) {
    List<NodeView.Event> events = snapshot.view().events();
    List<Told> shown = new ArrayList<>();
    for (int i = events.size() - 1; i >= Math.max(0, events.size() - SHOWN); i--) {
      NodeView.Event event = events.get(i);
      shown.add(new Told(snapshot.moment().at(event.atNanos()), event.text()));
    }
    return shown;
  }
}
