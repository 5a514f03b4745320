package org.sipha.core.link;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sipha.core.event.EventCode;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.node.Nanos;
import org.sipha.core.node.Turn;

/**
 * How far the peer's wall clock is from this node's. Nothing that the two decide rests on wall
 * clocks; but call detail records, certificates and what people read in two logs do.
 *
 * <p>A heartbeat says when it was sent by the peer's clock, and by its echo that this was after a
 * moment on ours. The middle between that moment and now is wrong by half of that time at most.
 */
final class PeerClock {
  /** An answer that took longer says too little; half of it is well below {@link #DIFFER}. */
  private static final long ROUND_TRIP = Nanos.SECOND;

  /** So much is told; well again at half of it, so that it isn't told again and again. */
  private static final long DIFFER_MILLIS = 2_000;

  private static final long AGREE_MILLIS = 1_000;

  private final Turn turn;
  private @Nullable Long ownMillis;
  private long ownAtNanos;
  private @Nullable Long difference;
  private boolean differing;

  PeerClock(Turn turn) {
    this.turn = turn;
  }

  /** Our own wall clock showed that at that moment of the monotonic one. */
  void own(long millis, long atNanos) {
    ownMillis = millis;
    ownAtNanos = atNanos;
  }

  /** What our own wall clock shows now, null if it has never been read. */
  @Nullable Long now() {
    return ownMillis == null ? null : at(ownMillis, turn.now());
  }

  private long at(long readMillis, long nanos) {
    return readMillis + Math.floorDiv(nanos - ownAtNanos, Nanos.MILLI);
  }

  /** The session is over: another peer may come. */
  void forget() {
    difference = null;
  }

  /** Milliseconds by which the peer's clock is ahead of ours; empty while that isn't known. */
  OptionalLong difference() {
    return difference == null ? OptionalLong.empty() : OptionalLong.of(difference);
  }

  void heard(Heartbeat heartbeat, String peer) {
    Long peerMillis = heartbeat.wallClockMillis();
    long roundTrip = turn.since(heartbeat.echoNanos());
    boolean says =
        peerMillis != null
            && ownMillis != null
            && heartbeat.echoNanos() != 0
            && roundTrip >= 0
            && roundTrip <= ROUND_TRIP;
    if (!says || peerMillis == null || ownMillis == null) {
      return;
    }
    long ahead = peerMillis - at(ownMillis, turn.now() - roundTrip / 2);
    difference = ahead;
    judge(Math.abs(ahead), ahead > 0, peer);
  }

  private void judge(long millis, boolean ahead, String peer) {
    if (!differing && millis > DIFFER_MILLIS) {
      differing = true;
      turn.event(
          EventCode.CLOCKS_DIFFER,
          "the clock of "
              + peer
              + " is "
              + millis
              + " ms "
              + (ahead ? "ahead of" : "behind")
              + " this server's");
    } else if (differing && millis < AGREE_MILLIS) {
      differing = false;
      turn.event(
          EventCode.CLOCKS_AGREE,
          "the clock of " + peer + " is " + millis + " ms from this server's");
    }
  }
}
