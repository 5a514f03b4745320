package org.sipha.core.link;

import java.util.SplittableRandom;
import org.sipha.core.node.Nanos;

/**
 * When to try for a socket: at once after a long session, then with pauses that grow from 100 ms to
 * 2 s, with jitter, so that a connection that breaks again and again costs little. The irregular
 * end only dials when the regular one has not been heard for 5 s.
 */
final class Dialling {
  private static final long FIRST_PAUSE = 100 * Nanos.MILLI;
  private static final long LONGEST_PAUSE = 2 * Nanos.SECOND;
  static final long IRREGULAR_AFTER = 5 * Nanos.SECOND;

  /** After this long without trouble the next one starts with short pauses. */
  private static final long GOOD_SESSION = 5 * Nanos.SECOND;

  /** The adapter answers within 1 s; after this its answer is no longer waited for. */
  private static final long ANSWER_WITHIN = 3 * Nanos.SECOND;

  private final boolean regular;
  private final SplittableRandom jitter;
  private long pause = FIRST_PAUSE;
  private long nextNanos;
  private long lastEndNanos;
  private boolean trying;
  private int failures;

  Dialling(boolean regular, long seed, long nowNanos) {
    this.regular = regular;
    this.jitter = new SplittableRandom(seed);
    this.nextNanos = nowNanos;
    this.lastEndNanos = nowNanos - GOOD_SESSION;
  }

  boolean isRegular() {
    return regular;
  }

  /** Tries in a row that brought no session. */
  int failures() {
    return failures;
  }

  /** Whether to dial now; counts as dialled if so. */
  boolean isDue(long nowNanos, long lastHelloNanos) {
    boolean mayDial = regular || nowNanos - lastHelloNanos >= IRREGULAR_AFTER;
    if (!mayDial || nowNanos < nextNanos) {
      return false;
    }
    if (trying) {
      failed(nowNanos);
      return false;
    }
    trying = true;
    nextNanos = nowNanos + ANSWER_WITHIN;
    return true;
  }

  /** The socket came. Unless a session comes of it the next try is made after a pause. */
  void connected(long nowNanos) {
    failed(nowNanos);
  }

  /** The try brought no session. */
  void failed(long nowNanos) {
    trying = false;
    failures++;
    pauseFrom(nowNanos);
  }

  void sessionOpened() {
    trying = false;
    failures = 0;
  }

  /** A session's socket was lost, or the session ended, after it had lasted that long. */
  void sessionEnded(long nowNanos, long lastedNanos) {
    trying = false;
    boolean firstForLong = nowNanos - lastEndNanos >= GOOD_SESSION;
    lastEndNanos = nowNanos;
    if (lastedNanos >= GOOD_SESSION || firstForLong) {
      pause = FIRST_PAUSE;
      nextNanos = nowNanos;
    } else {
      pauseFrom(nowNanos);
    }
  }

  private void pauseFrom(long nowNanos) {
    nextNanos = nowNanos + (long) (pause * (0.5 + jitter.nextDouble() / 2));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
}
