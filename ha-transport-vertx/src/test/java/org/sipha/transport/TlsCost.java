package org.sipha.transport;

/**
 * What TLS costs on the HA connection: a call there and its acknowledgement back, one at a time and
 * 200 at once, in plaintext and with TLS right after it.
 *
 * @param plainMicros round trip in plaintext
 * @param tlsMicros round trip with TLS
 * @param plainPerSecond calls a second in plaintext
 * @param tlsPerSecond calls a second with TLS
 */
record TlsCost(double plainMicros, double tlsMicros, double plainPerSecond, double tlsPerSecond) {
  private static final int MANY = 200;

  /** Measures twice; the first time only warms up what was to be measured first. */
  static TlsCost measure(PeerTls tls, int roundTrips, int calls) throws Exception {
    once(tls, roundTrips, calls);
    return once(tls, roundTrips, calls);
  }

  private static TlsCost once(PeerTls tls, int roundTrips, int calls) throws Exception {
    try (PingPong plain = new PingPong(1, roundTrips);
        PingPong secured = new PingPong(1, roundTrips, tls);
        PingPong plainMany = new PingPong(MANY, calls);
        PingPong securedMany = new PingPong(MANY, calls, tls)) {
      return new TlsCost(
          plain.run() / 1e3 / roundTrips,
          secured.run() / 1e3 / roundTrips,
          calls / (plainMany.run() / 1e9),
          calls / (securedMany.run() / 1e9));
    }
  }

  double ratio() {
    return tlsMicros / plainMicros;
  }

  void print() {
    System.out.printf(
        "FIGURE HA connection round trip %.0f us with TLS, %.0f us without: %.2f times; %,.0f calls/s with, %,.0f"
            + " without%n",
        tlsMicros, plainMicros, ratio(), tlsPerSecond, plainPerSecond);
  }
}
