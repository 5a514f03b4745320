package org.sipha.core.link;

import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.node.Turn;

/**
 * How fresh the proof is that the peer's core runs and that both directions work. The proof is a
 * time on our own clock: when we sent the last heartbeat that the peer has echoed.
 */
final class Liveness {
  private static final double SUSPECT_PART = 0.4;

  private final Turn turn;
  private final long timeoutNanos;
  private long proofNanos;

  /** The proof of the last heartbeat: what the peer says of itself is no older than that. */
  private long wordNanos;

  private long graceNanos;
  private long toEchoNanos;
  private long lastEchoNanos;

  Liveness(Turn turn, long timeoutNanos) {
    this.turn = turn;
    this.timeoutNanos = timeoutNanos;
    this.proofNanos = turn.now();
    this.wordNanos = turn.now();
    this.lastEchoNanos = turn.now() - 1;
  }

  /** A new session: nothing has been heard in it. */
  void reset() {
    toEchoNanos = 0;
  }

  /** Something sent at that time has been answered. */
  void proved(long sentNanos) {
    if (sentNanos - proofNanos > 0) {
      proofNanos = Math.min(turn.now(), sentNanos);
      graceNanos = 0;
    }
  }

  /**
   * A handshake that began then has just succeeded. However long it took, silence counts from now;
   * a verdict isn't believed longer for it, since the peer's Hello may be much older than its
   * HELLO_ACK.
   */
  void shookHands(long beganNanos) {
    proved(beganNanos);
    graceNanos = turn.since(proofNanos);
  }

  void heard(Heartbeat heartbeat) {
    if (toEchoNanos == 0 || heartbeat.sentNanos() - toEchoNanos > 0) {
      toEchoNanos = heartbeat.sentNanos();
    }
    if (heartbeat.echoNanos() != 0) {
      lastEchoNanos = heartbeat.echoNanos();
      proved(lastEchoNanos);
      if (lastEchoNanos - wordNanos > 0) {
        wordNanos = Math.min(turn.now(), lastEchoNanos);
      }
    }
  }

  /** Whether a heartbeat that was sent then or later has been answered. */
  boolean hasEchoed(long sentNanos) {
    return lastEchoNanos - sentNanos >= 0;
  }

  /** What the next heartbeat echoes, 0 if none was heard in this session. */
  long toEcho() {
    return toEchoNanos;
  }

  /**
   * Not the peer was silent, we were deaf for so long: what it sent meanwhile still waits to be
   * read.
   */
  void wasDeaf(long nanos) {
    graceNanos = Math.max(graceNanos, nanos);
  }

  /** For how long the peer has been silent, without the time for which we were deaf. */
  long silence() {
    return turn.since(proofNanos) - graceNanos;
  }

  boolean isSuspect() {
    return silence() > (long) (timeoutNanos * SUSPECT_PART);
  }

  boolean isLost() {
    return silence() > timeoutNanos;
  }

  /**
   * Until when a verdict that rests on the peer may be believed: no time is granted here for having
   * been deaf.
   */
  long believedUntil() {
    return wordNanos + timeoutNanos;
  }
}
