package org.sipha.transport;

import java.util.concurrent.TimeUnit;
import org.sipha.core.event.EventCode;
import org.sipha.core.event.Events;

/**
 * Trouble that somebody else can cause as often as he likes: told at once, then once a minute with
 * its number.
 */
final class RepeatedTrouble {
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Events events;
  private final EventCode code;
  private boolean told;
  private long toldAtNanos;
  private long untold;

  RepeatedTrouble(Events events, EventCode code) {
    this.events = events;
    this.code = code;
  }

  synchronized void happened(String text) {
    long nowNanos = System.nanoTime();
    if (told && nowNanos - toldAtNanos < QUIET_NANOS) {
      untold++;
      return;
    }
    events.happened(code, untold == 0 ? text : text + " (and " + untold + " like it before)");
    told = true;
    toldAtNanos = nowNanos;
    untold = 0;
  }
}
