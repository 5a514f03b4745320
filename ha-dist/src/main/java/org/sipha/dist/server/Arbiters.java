package org.sipha.dist.server;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ServerSettings;
import org.sipha.config.ServerSettings.EtcdSettings;
import org.sipha.config.ServerSettings.EtcdTls;
import org.sipha.config.type.HostPort;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.LeaseArbiters;
import org.sipha.core.port.LeaseSettings;
import org.sipha.core.port.OpenedArbiter;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.OptionalJars;
import org.sipha.dist.arbiter.FileLockArbiter;
import org.sipha.dist.arbiter.LockFile;
import org.sipha.dist.arbiter.ManualArbiter;

/** Which arbiter works for which configuration. */
final class Arbiters {
  private Arbiters() {}

  /**
   * The arbiter that the settings name; takes the lock file over.
   *
   * @param incarnation of this process
   * @throws CommandFailure if what it needs isn't there
   */
  static OpenedArbiter of(
      ServerSettings settings, Optional<LockFile> lock, long incarnation, Inputs inputs)
      throws CommandFailure {
    return switch (settings.arbiter().type()) {
      case FILE -> new FileLockArbiter(lock.orElseThrow(), inputs);
      case MANUAL -> new ManualArbiter(inputs);
      case ETCD -> etcd(lease(settings, incarnation), inputs);
    };
  }

  private static OpenedArbiter etcd(LeaseSettings settings, Inputs inputs) throws CommandFailure {
    LeaseArbiters arbiters =
        OptionalJars.ofThisProgram().load("etcd", LeaseArbiters.class, "[arbiter] type = etcd");
    try {
      return arbiters.open(settings, inputs);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, String.valueOf(e.getMessage()));
    }
  }

  static LeaseSettings lease(ServerSettings settings, long incarnation) {
    EtcdSettings etcd = settings.arbiter().etcd();
    if (etcd == null) {
      throw new IllegalStateException("type = etcd without its settings passed the check");
    }
    String scheme = etcd.tls() == null ? "http" : "https";
    return new LeaseSettings(
        settings.backupSync().pairName(),
        settings.applicationName(),
        incarnation,
        etcd.endpoints().stream().map(end -> uri(scheme, end)).toList(),
        etcd.lease(),
        tls(etcd.tls()),
        etcd.user() == null || etcd.password() == null
            ? null
            : new LeaseSettings.Login(etcd.user(), etcd.password().text()));
  }

  private static URI uri(String scheme, HostPort end) {
    return URI.create(scheme + "://" + end);
  }

  private static LeaseSettings.@Nullable Tls tls(@Nullable EtcdTls tls) {
    return tls == null
        ? null
        : new LeaseSettings.Tls(tls.authority(), tls.certificate(), tls.key());
  }
}
