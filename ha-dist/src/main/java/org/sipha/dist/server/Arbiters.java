package org.sipha.dist.server;

import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.core.port.Inputs;
import org.sipha.core.port.OpenedArbiter;
import org.sipha.dist.arbiter.FileLockArbiter;
import org.sipha.dist.arbiter.LockFile;
import org.sipha.dist.arbiter.ManualArbiter;

/** Which arbiter works for which configuration. */
final class Arbiters {
  private Arbiters() {}

  /** The arbiter that the settings name; takes the lock file over. */
  static OpenedArbiter of(ServerSettings settings, Optional<LockFile> lock, Inputs inputs) {
    return switch (settings.arbiter().type()) {
      case FILE -> new FileLockArbiter(lock.orElseThrow(), inputs);
      case MANUAL -> new ManualArbiter(inputs);
      case ETCD -> throw new IllegalStateException("the configuration check refuses type = etcd");
    };
  }
}
