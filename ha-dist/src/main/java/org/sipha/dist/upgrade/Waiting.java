package org.sipha.dist.upgrade;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long a gate has been closed, and what follows from that. Old multisite calls have a limit of
 * their own, which runs while they alone are left; what else closes the gate has the other one.
 */
final class Waiting {
  private final Terms terms;
  private @Nullable String gate;
  private long closedNanos;
  private long multisiteNanos;
  private boolean multisiteSeen;

  Waiting(Terms terms) {
    this.terms = terms;
  }

  /**
   * What to do at a closed gate.
   *
   * @param what to do
   * @param left until the limit; zero beyond it, null: there is none
   */
  record Verdict(What what, @Nullable Duration left) {
    /** What to do at a closed gate. */
    enum What {
      GO_ON,
      REFUSE,
      FORCE
    }
  }

  /**
   * Judges a closed gate that was just seen.
   *
   * @param closed why it is closed, not empty
   * @param nowNanos of a monotonic clock
   */
  Verdict judge(StepName step, List<Reason> closed, long nowNanos) {
    if (!step.toString().equals(gate)) {
      gate = step.toString();
      closedNanos = nowNanos;
      multisiteSeen = false;
    }
    if (step == StepName.SWITCHOVER && closed.stream().allMatch(Reason::isOfOldMultisiteCalls)) {
      if (!multisiteSeen) {
        multisiteSeen = true;
        multisiteNanos = nowNanos;
      }
      closedNanos = nowNanos; // what comes beside them later has its whole limit
      return ofMultisite(Duration.ofNanos(nowNanos - multisiteNanos));
    }
    Duration left = terms.gateLimit().minusNanos(nowNanos - closedNanos);
    return left.isNegative() || left.isZero()
        ? new Verdict(Verdict.What.REFUSE, Duration.ZERO)
        : new Verdict(Verdict.What.GO_ON, left);
  }

  private Verdict ofMultisite(Duration held) {
    if (terms.oldMultisiteCalls() == OldMultisiteCalls.WAIT) {
      return new Verdict(Verdict.What.GO_ON, null);
    }
    Duration left = terms.multisiteLimit().minus(held);
    if (!left.isNegative() && !left.isZero()) {
      return new Verdict(Verdict.What.GO_ON, left);
    }
    return new Verdict(
        terms.oldMultisiteCalls() == OldMultisiteCalls.ACCEPT_LOSS
            ? Verdict.What.FORCE
            : Verdict.What.REFUSE,
        Duration.ZERO);
  }

  /** The gate has opened. */
  void over() {
    gate = null;
  }
}
