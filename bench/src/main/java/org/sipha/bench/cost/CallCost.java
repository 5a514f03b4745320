package org.sipha.bench.cost;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one call costs in things that can be counted: bytes allocated by each part of a pair, frames
 * and bytes of the HA connection. Counts of one build differ by less than a thousandth from run to
 * run, if the JVM compiles with its first compiler only (it leaves no allocation out).
 */
public final class CallCost {
  private static final int WARM_UP = 500;
  private static final int CALLS = 2_000;

  /** 500 calls a second, so that what passes with time and not with calls has its usual part. */
  private static final Duration EVERY = Duration.ofMillis(2);

  private CallCost() {}

  /** Each count per call, by its name. */
  public static Map<String, Double> measure() {
    Map<String, Double> counts = new TreeMap<>();
    CallsInMemory alone = new CallsInMemory(false);
    alone.make(WARM_UP, EVERY);
    long coreBefore = alone.allocated(Part.PRIMARY);
    alone.make(CALLS, EVERY);
    counts.put("allocated.core.alone", perCall(alone.allocated(Part.PRIMARY) - coreBefore));

    CallsInMemory pair = new CallsInMemory(true);
    pair.make(WARM_UP, EVERY);
    Map<Part, Long> before = new TreeMap<>();
    for (Part part : Part.values()) {
      before.put(part, pair.allocated(part));
    }
    long framesBefore = pair.framesSent();
    long bytesBefore = pair.bytesSent();
    pair.make(CALLS, EVERY);
    before.forEach((part, bytes) -> counts.put(name(part), perCall(pair.allocated(part) - bytes)));
    counts.put("ha.frames", perCall(pair.framesSent() - framesBefore));
    counts.put("ha.bytes", perCall(pair.bytesSent() - bytesBefore));
    return counts;
  }

  private static String name(Part part) {
    return switch (part) {
      case SIP -> "allocated.sip";
      case PRIMARY -> "allocated.core.primary";
      case BACKUP -> "allocated.core.backup";
      case FRAMES -> "allocated.frames";
    };
  }

  private static double perCall(long all) {
    return (double) all / CALLS;
  }
}
