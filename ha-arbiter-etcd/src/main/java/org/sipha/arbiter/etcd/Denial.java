package org.sipha.arbiter.etcd;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.sipha.arbiter.etcd.PairKeys.Holder;
import org.sipha.core.node.Input.ArbiterDenied;
import org.sipha.core.port.AskReason;

/**
 * Why the right wasn't granted. A node that waits for it asks often, and is told the same for a
 * while without a question to etcd.
 *
 * @param incarnation of the process that holds the right, 0 if that isn't the reason
 * @param untilNanos when etcd is to be asked again, monotonic clock
 */
record Denial(String text, long incarnation, long untilNanos) {
  private static final Duration KNOWN = Duration.ofMillis(200);

  /** Where etcd refuses: checking a password costs it much. */
  private static final Duration REFUSED = Duration.ofSeconds(2);

  /** {@code leftNanos}: when it may be taken from the holder unless that renews it. */
  static Denial of(Holder holder, long leftNanos) {
    String text =
        "in etcd the right is held by %s, for %d ms more unless it renews it"
            .formatted(holder.server(), TimeUnit.NANOSECONDS.toMillis(leftNanos));
    Duration left = Duration.ofNanos(leftNanos);
    return denial(text, holder.incarnation(), left.compareTo(KNOWN) < 0 ? left : KNOWN);
  }

  static Denial of(EtcdTrouble trouble) {
    return denial(
        "etcd can't be used: " + trouble.text(), 0, trouble.isRefused() ? REFUSED : KNOWN);
  }

  private static Denial denial(String text, long incarnation, Duration known) {
    return new Denial(text, incarnation, System.nanoTime() + known.toNanos());
  }

  boolean answers(AskReason reason, long gone) {
    return isPolling(reason)
        && System.nanoTime() - untilNanos < 0
        && (gone == 0 || gone != incarnation);
  }

  /** Where two servers pass the right on, each moment counts: then only the newest will do. */
  static boolean isPolling(AskReason reason) {
    return switch (reason) {
      case PEER_SILENT, PEER_GONE, STARTED_ALONE -> true;
      case HANDED_OVER, AGREED, RECLAIM, COMMANDED -> false;
    };
  }

  ArbiterDenied input() {
    return new ArbiterDenied(text);
  }
}
