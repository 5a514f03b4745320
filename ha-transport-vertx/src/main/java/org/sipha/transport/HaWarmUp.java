package org.sipha.transport;

import java.time.Duration;
import java.util.function.Supplier;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallCodec;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.EndCause;
import org.sipha.core.node.Input;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of a pair in memory, which are synchronized and then replicated through the real core and
 * encoding; they appear in no table, record, statistic or frame of the node. The JVM of a backup
 * that has just been started takes half a second for its first batch, and answers to calls wait for
 * it meanwhile; so it makes these first.
 */
public final class HaWarmUp {
  private static final PairInMemory.Sip NO_SIP =
      new PairInMemory.Sip() {
        @Override
        public void open(long epoch) {}

        @Override
        public void letGo(long gate) {}

        @Override
        public void runTimers() {}
      };

  private static final PairInMemory.Meter NO_METER =
      new PairInMemory.Meter() {
        @Override
        public <T> T work(PairInMemory.Part part, Supplier<T> work) {
          return work.get();
        }
      };

  private static final Logger LOG = LoggerFactory.getLogger(HaWarmUp.class);

  /** With fewer it takes as long: most of it is the loading of classes. */
  private static final int CALLS = 2_000;

  /** Less than a peer waits for a word on a new connection. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  /** Time that passes from call to call, as at 500 a second. */
  private static final Duration EVERY = Duration.ofMillis(2);

  private HaWarmUp() {}

  /** Takes about a second, on the thread of the caller. */
  public static void run(CallCodec codec) {
    long beginNanos = System.nanoTime();
    int copied = run(CALLS, LIMIT, codec);
    LOG.debug(
        "{} calls of a pair in memory took {} ms",
        copied,
        (System.nanoTime() - beginNanos) / 1_000_000);
  }

  /**
   * Synchronizes so many calls, then replicates as many until time is up.
   *
   * @return calls that the backup had and has forgotten again, twice as many as asked for if time
   *     was enough
   */
  static int run(int calls, Duration limit, CallCodec codec) {
    long end = System.nanoTime() + limit.toNanos();
    PairInMemory pair = new PairInMemory(codec, NO_SIP, NO_METER);
    pair.serve();
    for (int number = 1; number <= calls; number++) {
      pair.give(changed(SampleCalls.call(number), codec, 0));
    }
    pair.connect();
    int copied = 0;
    for (int number = 1; number <= 2 * calls && System.nanoTime() - end < 0; number++) {
      Call call = SampleCalls.call(number);
      if (number > calls) {
        pair.give(changed(call, codec, number));
        pair.settle();
      }
      int before = pair.callsOfBackup();
      pair.give(new Input.CallEnded(call.id(), EndCause.PARTY, 0));
      pair.pass(EVERY);
      copied += before - pair.callsOfBackup();
    }
    return copied;
  }

  private static Input changed(Call call, CallCodec codec, long gate) {
    return new Input.CallChanged(call, new EncodedCall(codec.encode(call)), gate);
  }
}
