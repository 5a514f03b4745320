package org.sipha.sip.trace;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import org.sipha.core.call.CallId;

/** The signalling of a call as people draw it: the caller left, this server between, the callee. */
final class Ladder {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

  /** Between two lines; a longer name is cut. */
  private static final int WIDTH = 36;

  private static final String MARGIN = " ".repeat("HH:mm:ss.SSS  ".length());

  private Ladder() {}

  /**
   * Draws messages of one call, at least one.
   *
   * @param callersLeg Call-IDs of the caller's leg
   */
  static String of(CallId call, List<LoggedMessage> messages, Set<String> callersLeg) {
    StringBuilder text = new StringBuilder();
    text.append("call ").append(call).append(", ");
    text.append(DAY.format(Instant.ofEpochMilli(messages.get(0).atMillis()))).append(" UTC\n\n");
    text.append(MARGIN).append(centred("caller"));
    text.append(centred("this server")).append(centred("callee")).append('\n');
    for (LoggedMessage message : messages) {
      boolean left = callersLeg.contains(message.callId());
      // From the caller and to the callee is to the right.
      String arrow = arrow(message.summary(), left == message.received());
      String empty = " ".repeat(WIDTH);
      text.append(TIME.format(Instant.ofEpochMilli(message.atMillis())));
      text.append("  ").append(" ".repeat(WIDTH / 2)).append('|');
      text.append(left ? arrow : empty).append('|').append(left ? empty : arrow).append("|  ");
      text.append(message.party()).append('\n');
    }
    return text.toString();
  }

  private static String arrow(String name, boolean toTheRight) {
    int room = WIDTH - 6;
    String shown = name.length() > room ? name.substring(0, room - 1) + "…" : name;
    String line = "-".repeat(WIDTH - 5 - shown.length());
    return toTheRight ? "-- " + shown + " " + line + ">" : "<" + line + " " + shown + " --";
  }

  private static String centred(String name) {
    int before = (WIDTH + 1 - name.length()) / 2;
    return " ".repeat(before) + name + " ".repeat(WIDTH + 1 - name.length() - before);
  }
}
