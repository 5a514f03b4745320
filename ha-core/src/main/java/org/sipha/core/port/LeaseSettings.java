package org.sipha.core.port;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an arbiter with a lease has to know.
 *
 * @param pairName {@code pair-name}: keeps pairs apart
 * @param serverName {@code application-name}
 * @param incarnation of this process, as in the handshake
 * @param endpoints the members of the witness's cluster, {@code http} or {@code https}, at least
 *     one
 * @param lease how long the right lasts unless it is renewed
 * @param tls files to be used with {@code https}, null for what Java trusts
 * @param login null without authentication
 */
public record LeaseSettings(
    String pairName,
    String serverName,
    long incarnation,
    List<URI> endpoints,
    Duration lease,
    @Nullable Tls tls,
    @Nullable Login login) {
  /**
   * The part of {@link #margin} for what no clock tells: see {@code Lease} of the role machine,
   * which notices a jump of the clocks by more than {@link #UNNOTICED}.
   */
  public static final Duration UNNOTICED = Duration.ofMillis(500);

  /** Copies the list. */
  public LeaseSettings {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()) {
      throw new IllegalArgumentException("no endpoint of the arbiter is configured");
    }
  }

  /**
   * How much earlier than the lease the right ends. A node that was suspended for less than {@link
   * #UNNOTICED} may not have noticed; one clock may run faster than the other; and what has passed
   * the last look at the right is still on its way.
   */
  public Duration margin() {
    return UNNOTICED.plusMillis(100).plus(lease.dividedBy(20));
  }

  /**
   * PEM files.
   *
   * @param authority who signed the certificates of the endpoints
   * @param certificate this client's, null if it needs none
   * @param key its key, null if it needs none
   */
  public record Tls(Path authority, @Nullable Path certificate, @Nullable Path key) {}

  /** A user of the witness. {@link #toString} doesn't show the password. */
  public record Login(String user, String password) {
    @Override
    public String toString() {
      return "user " + user;
    }
  }
}
