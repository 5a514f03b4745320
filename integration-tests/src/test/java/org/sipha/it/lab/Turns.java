package org.sipha.it.lab;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sipha.it.harness.Server;
import org.sipha.it.lab.Capture.Message;
import org.sipha.it.lab.Lab.End;

/**
 * Whose turn it was to speak at each moment: the server's that was granted the right last. When was
 * granted is in the servers' logs, who spoke is in the {@link Capture}; both have the clock of this
 * machine.
 */
final class Turns {
  private static final Pattern GRANTED =
      Pattern.compile("^(\\S+Z) .*\\[role-[a-z]+] \\w+ -> (?:Promoting|Primary)\\b");

  /** A log says milliseconds; what was sent just before the grant may be captured just after it. */
  private static final Duration ROUNDING = Duration.ofMillis(2);

  private final NavigableMap<Instant, End> grants = new TreeMap<>();

  /** From the logs of the servers on both hosts. */
  static Turns of(Map<End, Server> servers) {
    Turns turns = new Turns();
    servers.forEach((end, server) -> server.log().forEach(line -> turns.read(end, line)));
    return turns;
  }

  void read(End end, String line) {
    Matcher granted = GRANTED.matcher(line);
    if (granted.find()) {
      grants.put(DateTimeFormatter.ISO_INSTANT.parse(granted.group(1), Instant::from), end);
    }
  }

  /** The messages that a server has sent after the other one was granted the right. */
  List<Message> outOfTurn(List<Message> messages) {
    List<Message> wrong = new ArrayList<>();
    for (Message message : messages) {
      if (!isTurnOf(message.from(), message.at())
          && !isTurnOf(message.from(), message.at().minus(ROUNDING))) {
        wrong.add(message);
      }
    }
    return wrong;
  }

  private boolean isTurnOf(End end, Instant at) {
    Map.Entry<Instant, End> last = grants.floorEntry(at);
    return last != null && last.getValue() == end;
  }

  /** How often the one who speaks changes. */
  static int changes(List<Message> messages) {
    int changes = 0;
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).from() != messages.get(i - 1).from()) {
        changes++;
      }
    }
    return changes;
  }
}
