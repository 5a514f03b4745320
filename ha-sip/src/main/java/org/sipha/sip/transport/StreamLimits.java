package org.sipha.sip.transport;

import java.time.Duration;

/**
 * What strangers can cost over TCP or TLS.
 *
 * @param connections open at once, in their handshakes or being dialled
 * @param connectionsPerHost of them, accepted from one host
 * @param unsentBytes handed to a connection and not taken by its other side; then it is closed
 * @param message within which a message that has begun must be complete, and the first one of an
 *     accepted connection begun
 * @param handshake of TLS
 * @param connect until a dialled connection is open, without TLS
 */
record StreamLimits(
    int connections,
    int connectionsPerHost,
    int unsentBytes,
    Duration message,
    Duration handshake,
    Duration connect) {
  static final StreamLimits DEFAULT =
      new StreamLimits(
          10_000,
          1_000,
          1 << 20,
          Duration.ofSeconds(32), // no transaction waits longer (RFC 3261 17, 64*T1)
          Duration.ofSeconds(5),
          Duration.ofSeconds(4));
}
