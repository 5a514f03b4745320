package org.sipha.bench;

/**
 * How much a run does.
 *
 * @param callsPerSecond the rate of the load
 * @param seconds how long each load is measured
 * @param warmUpSeconds how long it runs before that
 * @param heldCalls calls that are up where memory and synchronization are measured
 * @param besideCallsPerSecond the load beside a synchronization
 * @param restSeconds how long to wait until what only a set-up needs is gone: transactions live 32
 *     s
 * @param failovers how often a primary is killed
 * @param cutSeconds how long the HA connection is cut
 * @param mostCallsPerSecond where the search for the sustained rate ends
 * @param withKamailio whether Kamailio runs beside
 * @param javaOptions for the servers, beside those that they are delivered with
 */
public record Sizes(
    int callsPerSecond,
    int seconds,
    int warmUpSeconds,
    int heldCalls,
    int besideCallsPerSecond,
    int restSeconds,
    int failovers,
    int cutSeconds,
    int mostCallsPerSecond,
    boolean withKamailio,
    String javaOptions) {
  /** What a published run has. */
  public static final Sizes FULL = new Sizes(500, 30, 30, 10_000, 125, 40, 20, 60, 4_000, true, "");

  /** Shows in a minute a scenario that each one works; the figures mean nothing. */
  public static final Sizes QUICK = new Sizes(50, 4, 2, 600, 20, 2, 2, 4, 120, true, "");
}
