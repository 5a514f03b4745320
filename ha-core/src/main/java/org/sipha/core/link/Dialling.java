package org.sipha.core.link;

import java.util.SplittableRandom;
import org.sipha.core.node.Nanos;

/**
 * When to try for a socket: at once after a long calm, then with pauses that grow from 100 ms to 2
 * s, with jitter, so that a connection that can't be opened, or breaks again and again, costs
 * little. What counts is how long a socket lasted: a session that lives on over one broken socket
 * after the other isn't calm. The irregular end only dials when the regular one has not been heard
 * for 5 s.
 */
final class Dialling {
  private static final long FIRST_PAUSE = 100 * Nanos.MILLI;
  private static final long LONGEST_PAUSE = 2 * Nanos.SECOND;
  static final long IRREGULAR_AFTER = 5 * Nanos.SECOND;

  /** After this long without trouble the next one starts with short pauses. */
  private static final long CALM = 5 * Nanos.SECOND;

  /** The adapter answers within 3 s; after this its answer is no longer waited for. */
  private static final long ANSWER_WITHIN = 4 * Nanos.SECOND;

  private final boolean regular;
  private final SplittableRandom jitter;
  private long pause = FIRST_PAUSE;
  private long nextNanos;
  private boolean trying;
  private int failures;

  private boolean connected;
  private long connectedNanos;
  private int losses;
  private long firstLossNanos;
  private long lastLossNanos;

  Dialling(boolean regular, long seed, long nowNanos) {
    this.regular = regular;
    this.jitter = new SplittableRandom(seed);
    this.nextNanos = nowNanos;
    this.lastLossNanos = nowNanos - CALM;
  }

  boolean isRegular() {
    return regular;
  }

  /** What an operator wants to know of the tries. */
  Retries retries(long nowNanos, long lastHelloNanos) {
    boolean calm = connected && nowNanos - connectedNanos >= CALM;
    boolean waits = !connected && !trying;
    return new Retries(
        failures,
        waits ? Math.max(nextNanos, regular ? nextNanos : lastHelloNanos + IRREGULAR_AFTER) : 0,
        calm ? 0 : losses,
        calm ? 0 : lastLossNanos - firstLossNanos);
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
  void opened(long nowNanos) {
    failed(nowNanos);
  }

  /** The try brought no session. */
  void failed(long nowNanos) {
    trying = false;
    failures++;
    pauseFrom(nowNanos);
  }

  /** A session uses a socket. */
  void connected(long nowNanos) {
    trying = false;
    failures = 0;
    connected = true;
    connectedNanos = nowNanos;
  }

  /** The socket that was used is lost. */
  void lost(long nowNanos) {
    trying = false;
    connected = false;
    boolean lasted = nowNanos - connectedNanos >= CALM;
    if (lasted || nowNanos - lastLossNanos >= CALM) {
      losses = 0;
      firstLossNanos = nowNanos;
      pause = FIRST_PAUSE;
      nextNanos = nowNanos;
    } else {
      pauseFrom(nowNanos);
    }
    losses++;
    lastLossNanos = nowNanos;
  }

  private void pauseFrom(long nowNanos) {
    nextNanos = nowNanos + (long) (pause * (0.5 + jitter.nextDouble() / 2));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
}
