package org.sipha.sip.b2bua;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.sipha.core.call.CallId;
import org.sipha.sip.transaction.SipTimers;

/**
 * When the next timer of each call is due, whether the call is worked on or only kept. Times are of
 * the day, since they go over to another server; how long it is until then is measured by the
 * monotonic clock. At most one for each call.
 */
final class Deadlines {
  private final SipTimers timers;
  private final LongSupplier epochMillis;
  private final Consumer<CallId> due;
  private final Map<CallId, Deadline> byCall = new HashMap<>();

  private record Deadline(long atMillis, SipTimers.Timer timer) {}

  /** {@code due} is told a call when its time has come; the call has no deadline then. */
  Deadlines(SipTimers timers, LongSupplier epochMillis, Consumer<CallId> due) {
    this.timers = timers;
    this.epochMillis = epochMillis;
    this.due = due;
  }

  /** Sets the deadline of a call; 0 takes it away. */
  void set(CallId id, long atMillis) {
    Deadline before = byCall.get(id);
    if (before != null && before.atMillis == atMillis) {
      return;
    }
    clear(id);
    if (atMillis != 0) {
      long wait = Math.max(0, atMillis - epochMillis.getAsLong());
      SipTimers.Timer timer =
          timers.after(
              TimeUnit.MILLISECONDS.toNanos(wait),
              () -> {
                byCall.remove(id);
                due.accept(id);
              });
      byCall.put(id, new Deadline(atMillis, timer));
    }
  }

  /** The call has ended. */
  void clear(CallId id) {
    Deadline before = byCall.remove(id);
    if (before != null) {
      before.timer.cancel();
    }
  }
}
