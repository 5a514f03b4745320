package org.sipha.dist.upgrade;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sipha.config.ServerSettings;

/**
 * What the operator asks for.
 *
 * @param action what to do
 * @param to the wanted version; empty unless something begins
 * @param servers those whose configuration is here, one or both
 * @param home of the installation
 * @param with how servers are stopped and started; empty: as before, or as processes
 * @param hooks directory of the hooks; empty: as before
 * @param unit pattern of the units' names; empty: as before, or the one of the tarball's unit
 * @param gateLimit see {@link Terms}
 * @param multisiteLimit see {@link Terms}
 * @param oldMultisiteCalls what to do when old multisite calls alone have held a switchover to
 *     their limit
 * @param startLimit see {@link Terms}
 */
public record Request(
    Action action,
    Optional<String> to,
    List<ServerSettings> servers,
    Path home,
    Optional<With> with,
    Optional<Path> hooks,
    Optional<String> unit,
    Duration gateLimit,
    Duration multisiteLimit,
    OldMultisiteCalls oldMultisiteCalls,
    Duration startLimit) {
  /** Copies the list. */
  public Request {
    servers = List.copyOf(servers);
  }

  /** What an operator may ask for. */
  public enum Action {
    /** Begin, and go on to the end. */
    BEGIN,
    /** Say what would be done, and do nothing. */
    DRY_RUN,
    /** Go on where the last one stopped. */
    RESUME,
    /** Bring both servers back to the version from before. */
    ROLL_BACK
  }

  /** The pair, by {@code pair-name}. */
  String pair() {
    return servers.get(0).backupSync().pairName();
  }

  Terms terms() {
    return new Terms(gateLimit, multisiteLimit, oldMultisiteCalls, startLimit);
  }
}
