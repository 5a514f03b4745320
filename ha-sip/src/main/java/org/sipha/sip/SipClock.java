package org.sipha.sip;

/** The two clocks that SIP needs. Tests and the warm-up bring their own. */
public interface SipClock {
  /** The clocks of this machine. */
  SipClock SYSTEM =
      new SipClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public long epochMillis() {
          return System.currentTimeMillis();
        }
      };

  /** Monotonic, in nanoseconds from an arbitrary beginning: for timers. */
  long nanos();

  /** Milliseconds since 1970 UTC: for showing when a call began. */
  long epochMillis();
}
