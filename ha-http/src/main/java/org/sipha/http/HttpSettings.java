package org.sipha.http;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the pages are, and how patient they are.
 *
 * @param address {@code http-address}
 * @param port {@code http-port}; 0 takes any free port
 * @param commandTimeout how long a command may take before it is answered with 504 {@code unknown}
 *     (SPEC 7); more than 0 and less than 30 s, after which an idle connection is closed. Longer
 *     than a switchover can take: {@code ha-drain-timeout}, 2 s for the confirmation, and the
 *     scripts of the service address
 * @param tls null: plain HTTP
 * @param openToRead whether everybody may read; else what is read needs a token or a certificate,
 *     but for probes and load balancers
 * @param pairAuthority the pages of the peer, where they are HTTPS, are believed by a certificate
 *     that this authority has signed for its {@code application-name}; null: by none
 */
public record HttpSettings(
    String address,
    int port,
    Duration commandTimeout,
    @Nullable HttpTls tls,
    boolean openToRead,
    @Nullable Path pairAuthority) {
  /** A connection on which nothing moves for this long is closed. */
  static final Duration IDLE = Duration.ofSeconds(30);

  /** Plain HTTP, open to read. */
  public HttpSettings(String address, int port, Duration commandTimeout) {
    this(address, port, commandTimeout, null, true, null);
  }

  /** Checks the ranges. */
  public HttpSettings {
    if (address.isBlank()
        || port < 0
        || port > 65_535
        || commandTimeout.compareTo(Duration.ZERO) <= 0
        || commandTimeout.compareTo(IDLE) >= 0) {
      throw new IllegalArgumentException(address + ":" + port + ", commands " + commandTimeout);
    }
  }
}
