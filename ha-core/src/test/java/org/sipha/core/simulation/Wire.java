package org.sipha.core.simulation;

/**
 * How bad the wire is all the time. Chances are in 10,000 frames.
 *
 * @param loss of what the first node sends
 * @param lossBack of what the second node sends
 * @param duplication in both directions
 * @param reordering in both directions
 * @param latencyMicros at most; each frame takes a time of its own
 */
record Wire(int loss, int lossBack, int duplication, int reordering, int latencyMicros) {
  static final int CHANCES = 10_000;

  /** A wire that only takes its time. */
  static Wire clean(int latencyMicros) {
    return new Wire(0, 0, 0, 0, latencyMicros);
  }

  Wire withLatency(int micros) {
    return new Wire(loss, lossBack, duplication, reordering, micros);
  }

  int lossFrom(int node) {
    return node == 0 ? loss : lossBack;
  }
}
