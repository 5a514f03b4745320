package org.sipha.sip;

/** Time that moves when a test says so. */
final class VirtualClock implements SipClock {
  private long nanos = 1_000_000_000L;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public long epochMillis() {
    return 1_700_000_000_000L + nanos / 1_000_000;
  }

  void advanceNanos(long by) {
    nanos += by;
  }
}
