package org.sipha.core.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Holds back what is told again and again: of the same code and text the first {@value
 * #TOLD_PER_MINUTE} within a minute pass, the rest is counted and told once when the minute is
 * over.
 */
final class Repetitions {
  /** So many pass. */
  static final int TOLD_PER_MINUTE = 5;

  /** Kinds of events that are counted at a time; for another one the oldest ends early. */
  static final int MAX_COUNTED = 1_000;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final Map<Kind, Count> counts = new LinkedHashMap<>();

  private record Kind(EventCode code, String text) {}

  private static final class Count {
    final Instant since;
    int times;

    Count(Instant since) {
      this.since = since;
    }
  }

  /** Whether the event is to be told now; if not it is counted. */
  boolean passes(EventCode code, String text, Instant now, Events to) {
    Kind kind = new Kind(code, text);
    if (!counts.containsKey(kind) && counts.size() == MAX_COUNTED) {
      endOldest(to);
    }
    Count count = counts.computeIfAbsent(kind, any -> new Count(now));
    count.times++;
    return count.times <= TOLD_PER_MINUTE;
  }

  /** Tells what was counted in minutes that are over. */
  void end(Instant now, Events to) {
    // A wall clock that was set back must not make a minute last for hours.
    while (!counts.isEmpty()
        && Duration.between(counts.values().iterator().next().since, now).abs().compareTo(MINUTE)
            >= 0) {
      endOldest(to);
    }
  }

  private void endOldest(Events to) {
    Iterator<Map.Entry<Kind, Count>> oldestFirst = counts.entrySet().iterator();
    Map.Entry<Kind, Count> oldest = oldestFirst.next();
    oldestFirst.remove();
    int more = oldest.getValue().times - TOLD_PER_MINUTE;
    if (more > 0) {
      Kind kind = oldest.getKey();
      to.happened(kind.code, kind.text + " (" + more + " more in the last minute)");
    }
  }
}
