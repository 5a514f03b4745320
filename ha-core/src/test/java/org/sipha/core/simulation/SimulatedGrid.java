package org.sipha.core.simulation;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.Version;
import org.sipha.core.registration.RegistrationRecord;

/**
 * The map beyond the pair, as its members keep it: of two copies the newer one stays, in whatever
 * order they come. What is on its way arrives, though its sender is dead or has given it up.
 */
final class SimulatedGrid {
  private static final long MILLI = 1_000_000L;
  private static final int SLOW_MILLIS = 2_000;

  /** One in so many answers gets lost, and what was asked arrives late. */
  private static final int ONE_IS_LATE = 50;

  private static final long LATE = 3_000 * MILLI;

  private final VirtualTime time;
  private final SplittableRandom random;
  private final int latencyMicros;
  private final Map<CallId, CallRecord> calls = new TreeMap<>();
  private final Map<String, RegistrationRecord> registrations = new TreeMap<>();
  private long goneUntil = Long.MIN_VALUE;
  private long slowUntil = Long.MIN_VALUE;
  private boolean neverLate;

  SimulatedGrid(VirtualTime time, SplittableRandom random, int latencyMicros) {
    this.time = time;
    this.random = random;
    this.latencyMicros = latencyMicros;
  }

  // ---- what happens to it ----

  /** It can't be reached for so long. */
  void goneFor(long nanos) {
    goneUntil = time.now() + nanos;
  }

  /** It takes its time for so long. */
  void slowFor(long nanos) {
    slowUntil = time.now() + nanos;
  }

  /** From now on it is there, and does at once what it is told. */
  void mend() {
    goneUntil = Long.MIN_VALUE;
    slowUntil = Long.MIN_VALUE;
    neverLate = true;
  }

  boolean isGone() {
    return time.now() < goneUntil;
  }

  /** How long what is asked now takes. */
  long nanos() {
    long slow = time.now() < slowUntil ? random.nextInt(SLOW_MILLIS) * MILLI : 0;
    return 2 * (latencyMicros + random.nextInt(latencyMicros)) * 1_000L + slow;
  }

  /** How long what is written now takes, of which the sender may hear nothing. */
  long writeNanos() {
    boolean late = !neverLate && random.nextInt(ONE_IS_LATE) == 0;
    return nanos() + (late ? LATE : 0);
  }

  // ---- what is in it ----

  Map<CallId, CallRecord> calls() {
    return calls;
  }

  Map<String, RegistrationRecord> registrations() {
    return registrations;
  }

  void put(CallRecord call) {
    CallRecord kept = calls.get(call.id());
    if (kept == null || call.version().isNewerThan(kept.version())) {
      calls.put(call.id(), call);
    }
  }

  void remove(CallId id, Version version) {
    CallRecord kept = calls.get(id);
    if (kept != null && !kept.version().isNewerThan(version)) {
      calls.remove(id);
    }
  }

  void put(RegistrationRecord registration) {
    RegistrationRecord kept = registrations.get(registration.dn());
    if (kept == null || registration.version().isNewerThan(kept.version())) {
      registrations.put(registration.dn(), registration);
    }
  }
}
