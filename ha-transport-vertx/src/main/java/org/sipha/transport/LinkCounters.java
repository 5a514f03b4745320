package org.sipha.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;

/** Counts what {@link LinkCounts} shows, and tells what is trouble; any thread. */
final class LinkCounters {
  private final LongAdder framesOut = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();
  private final LongAdder framesIn = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final Trouble malformed;
  private final Trouble slow;
  private final Map<Refusal.Kind, Trouble> refused = new EnumMap<>(Refusal.Kind.class);

  private static final class Trouble {
    private final LongAdder count = new LongAdder();
    private final RepeatedTrouble repeated;

    Trouble(Events events, EventCode code) {
      repeated = new RepeatedTrouble(events, code);
    }

    void happened(String text) {
      count.increment();
      repeated.happened(text);
    }
  }

  LinkCounters(Events events) {
    malformed = new Trouble(events, EventCode.CONNECTION_MISUSED);
    slow = new Trouble(events, EventCode.CONNECTION_MISUSED);
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      refused.put(kind, new Trouble(events, EventCode.CONNECTION_REFUSED));
    }
  }

  void out(int frames, int bytes) {
    framesOut.add(frames);
    bytesOut.add(bytes);
  }

  void in(int frames, int bytes) {
    framesIn.add(frames);
    bytesIn.add(bytes);
  }

  void malformed(String text) {
    malformed.happened(text);
  }

  void slow(String text) {
    slow.happened(text);
  }

  /** {@code who} is refused, or refuses; each kind is told by itself. */
  void refused(String who, Refusal why) {
    Trouble trouble = refused.get(why.kind());
    if (trouble != null) {
      trouble.happened("HA connection with " + who + " refused: " + why.text());
    }
  }

  LinkCounts counts() {
    return new LinkCounts(
        framesOut.sum(),
        bytesOut.sum(),
        framesIn.sum(),
        bytesIn.sum(),
        malformed.count.sum(),
        slow.count.sum(),
        refused.values().stream().mapToLong(trouble -> trouble.count.sum()).sum());
  }
}
