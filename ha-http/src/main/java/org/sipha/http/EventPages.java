package org.sipha.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.sipha.core.event.Event;
import org.sipha.core.event.Timeline;

/** {@code /events}: what has happened to this server. */
final class EventPages {
  private final Timeline timeline;

  EventPages(Timeline timeline) {
    this.timeline = timeline;
  }

  /** {@code GET /events}: the last ones, or with {@code ?after=} those that came after one. */
  void events(RoutingContext ctx) {
    String after = ctx.queryParams().get("after");
    List<Event> events;
    try {
      int limit = CallPages.limit(ctx);
      events = after == null ? timeline.last(limit) : timeline.after(id(after), limit);
    } catch (IllegalArgumentException e) {
      Answers.error(ctx, 400, String.valueOf(e.getMessage()));
      return;
    }
    JsonArray array = new JsonArray();
    events.forEach(event -> array.add(json(event)));
    String next = events.isEmpty() ? after : id(events.get(events.size() - 1));
    Answers.json(ctx, 200, new JsonObject().put("events", array).put("next", next));
  }

  /** One event as it is shown everywhere. */
  static JsonObject json(Event event) {
    return new JsonObject()
        .put("id", id(event))
        .put("time", event.at().truncatedTo(ChronoUnit.MILLIS).toString())
        .put("code", event.code().toString())
        .put("severity", event.code().severity().name().toLowerCase(Locale.ROOT))
        .put("text", event.text());
  }

  private static String id(Event event) {
    return Long.toString(event.id());
  }

  private static long id(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("after is the id of an event, or next of a page", e);
    }
  }
}
