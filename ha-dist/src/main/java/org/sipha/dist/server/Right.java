package org.sipha.dist.server;

import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.core.port.Arbiter;
import org.sipha.core.port.Inputs;
import org.sipha.dist.arbiter.FileLockArbiter;
import org.sipha.dist.arbiter.LockFile;
import org.sipha.dist.arbiter.ManualArbiter;

/** The configured arbiter, with what only the one that works by a file has beside its port. */
final class Right implements AutoCloseable {
  private final Arbiter arbiter;
  private final Optional<FileLockArbiter> byFile;

  private Right(Arbiter arbiter, Optional<FileLockArbiter> byFile) {
    this.arbiter = arbiter;
    this.byFile = byFile;
  }

  /** The arbiter that the settings name; takes the lock file over. */
  static Right of(ServerSettings settings, Optional<LockFile> lock, Inputs inputs) {
    return switch (settings.arbiter().type()) {
      case FILE -> {
        FileLockArbiter arbiter = new FileLockArbiter(lock.orElseThrow(), inputs);
        yield new Right(arbiter, Optional.of(arbiter));
      }
      case MANUAL -> new Right(new ManualArbiter(inputs), Optional.empty());
      case ETCD -> throw new IllegalStateException("the configuration check refuses type = etcd");
    };
  }

  Arbiter arbiter() {
    return arbiter;
  }

  /** Keeps an epoch number where the peer finds it with the right, if there is such a place. */
  void remember(long epoch) {
    byFile.ifPresent(arbiterByFile -> arbiterByFile.remember(epoch));
  }

  @Override
  public void close() {
    byFile.ifPresent(FileLockArbiter::close);
  }
}
