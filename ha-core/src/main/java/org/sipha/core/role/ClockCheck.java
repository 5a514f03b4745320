package org.sipha.core.role;

import java.util.Locale;
import java.util.OptionalLong;
import org.sipha.core.link.Link;
import org.sipha.core.node.Nanos;
import org.sipha.core.role.SelfCheck.State;

/**
 * The self-check of the clock against the peer's. It holds a starting node only while it is
 * connected, and at most {@link #PATIENCE} for a peer that doesn't tell its clock: without a peer
 * there is nothing to compare, and nobody who could serve instead.
 */
final class ClockCheck {
  static final String NAME = "clock";

  /** With more the two servers' records and logs can't be read together. */
  private static final long LIMIT_MILLIS = 30_000;

  /** A heartbeat and its echo take two tenths of a second. */
  private static final long PATIENCE = 2 * Nanos.SECOND;

  private final SelfChecks checks;
  private final Link link;
  private State state = State.RUNNING;

  ClockCheck(SelfChecks checks, Link link) {
    this.checks = checks;
    this.link = link;
  }

  /**
   * Compares again.
   *
   * @param starting whether the node has no role yet: later only a failure is looked at, until it
   *     is over
   */
  void consider(boolean starting) {
    if (!starting && state == State.PASSED) {
      return;
    }
    OptionalLong difference = link.clockDifferenceMillis();
    if (difference.isPresent()) {
      judge(difference.getAsLong());
    } else if (link.isPeerClockDue(PATIENCE)) {
      now(State.RUNNING, "waiting for the clock of the other server");
    } else {
      now(State.PASSED, "not compared: no other server tells its clock");
    }
  }

  private void judge(long ahead) {
    if (Math.abs(ahead) <= LIMIT_MILLIS) {
      now(State.PASSED, "");
    } else if (state != State.FAILED) { // the figure changes all the time: it is told once
      state = State.FAILED;
      checks.failed(
          NAME,
          String.format(
              Locale.ROOT,
              "the clock of the other server is %.1f s %s this one's, at most 30 are allowed; set both, best by NTP",
              Math.abs(ahead) / 1_000.0,
              ahead > 0 ? "ahead of" : "behind"));
    }
  }

  private void now(State next, String text) {
    state = next;
    checks.now(new SelfCheck(NAME, next, text));
  }
}
