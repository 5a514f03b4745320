package org.sipha.core.event;

import java.util.Locale;

/** The reference page {@code docs/events.md}, in Markdown. */
final class EventPage {
  private static final String INTRODUCTION =
      """
      # Events

      What an operator wants to know is an event: one line in the log, `[code] text`, and one entry of `GET /events`, which \
      holds the last 1,000 of a server as JSON. A code never changes its meaning, so monitoring may rely on it. This page \
      is made from the declarations of the events (`EventCode` in `ha-core`).

      - `GET /events` gives the last 100, oldest first; `?limit=` up to 1,000, `?after=ID` those that came after an event: \
      `{"events": [{"id", "time", "code", "severity", "text"}], "next"}`. `next` is the value for the next `after`. Ids \
      grow, also over a restart of the server.
      - An event of the same code and text is told five times a minute at most; further ones are counted and told as \
      `TEXT (N more in the last minute)`.
      - Severity: `info` is what one wants to read at night, `warn` says that something degrades, `error` that a person \
      must act. It is the level of the line in the log, and `[log] verbose = alarm` leaves out `info`.
      - `[log] format = json` writes each line of the log as one JSON object with `time`, `level`, `logger`, `event` (the \
      code, if the line is one) and `message`.

      | Code | Severity | Meaning | What to do |
      |---|---|---|---|
      """;

  private EventPage() {}

  /** The whole page. */
  static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (EventCode code : EventCode.values()) {
      page.append("| `").append(code).append("` | ");
      page.append(code.severity().name().toLowerCase(Locale.ROOT)).append(" | ");
      page.append(code.meaning()).append(" | ").append(code.action()).append(" |\n");
    }
    return page.toString();
  }
}
