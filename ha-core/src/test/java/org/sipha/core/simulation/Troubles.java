package org.sipha.core.simulation;

import java.util.Arrays;

/** What doesn't work around one node: disk, scripts, port, self-checks. All works to begin with. */
final class Troubles {
  private final VirtualTime time;
  private final long[] untilNanos = new long[Trouble.values().length];

  /** What can be out of order. */
  enum Trouble {
    /** No epoch can be persisted. */
    DISK_FULL,
    /** An epoch takes 3 s to be persisted. */
    DISK_SLOW,
    /** {@code sip-vip-script-up} ends with an error. */
    UP_SCRIPT_FAILS,
    /** {@code sip-vip-script-down} ends with an error. */
    DOWN_SCRIPT_FAILS,
    /** The SIP port can't be opened. */
    PORT_TAKEN,
    /** The self-checks of a process that starts from now on don't pass before the time is up. */
    SELF_CHECKS_HANG,
    /** The SIP side doesn't answer that it holds. */
    SIP_HANGS,
    /** The arbiter grants nothing. */
    ARBITER_DENIES,
    /** Answers of the arbiter take 1.5 s. */
    ARBITER_SLOW,
    /** The cluster of the arbiter isn't reached: nothing is granted, renewed or given up. */
    ARBITER_UNREACHABLE
  }

  Troubles(VirtualTime time) {
    this.time = time;
    mend();
  }

  /** From now on all works. */
  void mend() {
    Arrays.fill(untilNanos, Long.MIN_VALUE);
  }

  void until(Trouble trouble, long nanos) {
    untilNanos[trouble.ordinal()] = nanos;
  }

  boolean has(Trouble trouble) {
    return time.now() < untilNanos[trouble.ordinal()];
  }

  boolean hasAny() {
    return Arrays.stream(untilNanos).anyMatch(until -> time.now() < until);
  }

  /** When the trouble is over: in the past if there is none. */
  long overAt(Trouble trouble) {
    return untilNanos[trouble.ordinal()];
  }

  // ---- as stories say it ----

  void diskFullUntil(long nanos) {
    until(Trouble.DISK_FULL, nanos);
  }

  void upScriptFails(boolean fails) {
    set(Trouble.UP_SCRIPT_FAILS, fails);
  }

  void portTaken(boolean taken) {
    set(Trouble.PORT_TAKEN, taken);
  }

  void selfChecksHang(boolean hang) {
    set(Trouble.SELF_CHECKS_HANG, hang);
  }

  void sipHangs(boolean hangs) {
    set(Trouble.SIP_HANGS, hangs);
  }

  void arbiterUnreachable(boolean unreachable) {
    set(Trouble.ARBITER_UNREACHABLE, unreachable);
  }

  private void set(Trouble trouble, boolean has) {
    until(trouble, has ? Long.MAX_VALUE : Long.MIN_VALUE);
  }
}
