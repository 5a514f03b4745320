package org.sipha.http;

import java.util.List;
import java.util.Locale;
import org.sipha.core.event.Event;
import org.sipha.core.event.Timeline;

/** The part of the operator's page that tells what has happened, the latest first. */
final class TimelinePart {
  private static final int SHOWN = 50;

  private TimelinePart() {}

  static String html(Timeline timeline) {
    List<Event> events = timeline.last(SHOWN);
    if (events.isEmpty()) {
      return "<p class=\"empty\">Nothing has happened since this server started.</p>\n";
    }
    StringBuilder out = new StringBuilder(8_192);
    out.append("<ol>");
    for (int i = events.size() - 1; i >= 0; i--) {
      Event event = events.get(i);
      out.append("<li class=\"").append(event.code().severity().name().toLowerCase(Locale.ROOT));
      out.append("\" title=\"").append(event.code()).append("\">");
      out.append(Words.clock(event.at())).append(" <span>").append(Markup.escaped(event.text()));
      out.append("</span></li>\n");
    }
    return out.append("</ol>\n").toString();
  }
}
