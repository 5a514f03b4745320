package org.sipha.bench.cost;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;
import org.sipha.sip.SipInMemory;
import org.sipha.transport.PairInMemory;
import org.sipha.transport.ProtobufCallCodec;

/**
 * Calls through the real SIP stack of a pair in memory, or of a server alone. It counts what each
 * part allocates.
 */
final class CallsInMemory {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Map<Part, Long> allocated = new EnumMap<>(Part.class);
  private final PairInMemory pair;
  private final SipInMemory sip;

  /** One that is up. */
  CallsInMemory(boolean withBackup) {
    ProtobufCallCodec codec = new ProtobufCallCodec();
    pair = new PairInMemory(codec, new MeteredSip(), new Meter());
    sip =
        new SipInMemory(
            pair,
            pair.calls(),
            codec,
            pair::nanos,
            work -> pair.happens(() -> metered(Part.SIP, work)),
            pair::happens);
    pair.serve();
    if (withBackup) {
      pair.connect();
    }
  }

  /** Makes calls one after the other, at a steady rate of virtual time. */
  void make(int count, Duration every) {
    for (int i = 0; i < count; i++) {
      long next = pair.nanos() + every.toNanos();
      sip.call();
      pair.settle();
      sip.hangUp();
      pair.settle();
      if (!sip.hasEnded()) {
        throw new IllegalStateException("a call didn't end as it should");
      }
      pair.pass(Duration.ofNanos(next - pair.nanos()));
    }
  }

  /** Time passes without a call. */
  void pass(Duration time) {
    pair.pass(time);
  }

  /** Bytes that a part has allocated so far. */
  long allocated(Part part) {
    return allocated.getOrDefault(part, 0L);
  }

  /** Frames sent so far, both ways. */
  long framesSent() {
    return pair.framesSent();
  }

  /** Bytes of these frames, with their lengths. */
  long bytesSent() {
    return pair.bytesSent();
  }

  private void metered(Part part, Runnable work) {
    metered(
        part,
        () -> {
          work.run();
          return part;
        });
  }

  private <T> T metered(Part part, Supplier<T> work) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = work.get();
    long after = THREADS.getCurrentThreadAllocatedBytes();
    allocated.merge(part, after - before, Long::sum);
    return result;
  }

  private final class Meter implements PairInMemory.Meter {
    @Override
    public <T> T work(PairInMemory.Part part, Supplier<T> work) {
      return metered(
          switch (part) {
            case PRIMARY -> Part.PRIMARY;
            case BACKUP -> Part.BACKUP;
            case FRAMES -> Part.FRAMES;
          },
          work);
    }
  }

  private final class MeteredSip implements PairInMemory.Sip {
    @Override
    public void open(long epoch) {
      sip.open(epoch);
    }

    @Override
    public void letGo(long gate) {
      metered(Part.SIP, () -> sip.letGo(gate));
    }

    @Override
    public void runTimers() {
      metered(Part.SIP, sip::runTimers);
    }
  }
}
