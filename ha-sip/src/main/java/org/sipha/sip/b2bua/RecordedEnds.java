package org.sipha.sip.b2bua;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.sipha.core.call.Ending;
import org.sipha.core.port.DetailRecords;
import org.sipha.sip.transaction.SipCounters;
import org.sipha.sip.transaction.SipTimers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of calls that wait until their call detail record is on disk. The end is told to nobody
 * before: so a server that dies here leaves the call at its backup, which hears of the end from the
 * party and writes the record itself. A disk that is full or slow doesn't keep a call from ending:
 * past {@link #LONGEST_WAIT_NANOS} the end goes on, and is counted.
 */
final class RecordedEnds {
  static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(RecordedEnds.class);

  private final DetailRecords records;
  private final SipTimers timers;
  private final SipCounters counters;
  private final LongSupplier epochMillis;
  private int waiting;
  private boolean inTrouble;
  private @Nullable Runnable whenNoneWaits;

  RecordedEnds(
      DetailRecords records, SipTimers timers, SipCounters counters, LongSupplier epochMillis) {
    this.records = records;
    this.timers = timers;
    this.counters = counters;
    this.epochMillis = epochMillis;
  }

  private final class Wait {
    private final LiveCall call;
    private final SipTimers.Timer limit;
    private @Nullable Runnable then;

    Wait(LiveCall call, Runnable then) {
      this.call = call;
      this.then = then;
      limit = timers.after(LONGEST_WAIT_NANOS, () -> over(false));
    }

    void over(boolean written) {
      Runnable next = then;
      if (next == null) {
        return; // the record came after the limit
      }
      then = null;
      limit.cancel();
      judge(call, written);
      next.run();
      waiting--;
      goOnIfNoneWaits();
    }
  }

  /** Writes the record of a call that ends now, and then does what follows from the end. */
  void record(LiveCall call, Ending ending, Runnable then) {
    waiting++;
    Wait wait = new Wait(call, then);
    records.write(call.detail(ending, epochMillis.getAsLong()), wait::over);
  }

  private void judge(LiveCall call, boolean written) {
    if (!written) {
      counters.unrecordedEnds.increment();
    }
    if (!written && !inTrouble) {
      LOG.warn(
          "call {} ends before its call detail record is on disk; more like it are only counted",
          call.id);
    } else if (written && inTrouble) {
      LOG.info("call detail records are on disk in time again");
    }
    inTrouble = !written;
  }

  /** Does something when no end waits; in place of what was to be done then before. */
  void whenNoneWaits(Runnable action) {
    whenNoneWaits = action;
    goOnIfNoneWaits();
  }

  private void goOnIfNoneWaits() {
    Runnable action = whenNoneWaits;
    if (waiting == 0 && action != null) {
      whenNoneWaits = null;
      action.run();
    }
  }
}
