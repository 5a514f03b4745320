package org.sipha.bench.system;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sipha.bench.Figure;
import org.sipha.it.harness.FreePorts;

/** One Kamailio, or two that replicate their dialogs to each other. */
final class KamailioPair implements Subject {
  private final Telephones telephones = Telephones.free();
  private final int port = FreePorts.next();
  private final Kamailio primary;
  private final @Nullable Kamailio backup;

  private KamailioPair(boolean withBackup) {
    int peer = withBackup ? FreePorts.next() : 0;
    primary = new Kamailio(port, peer, telephones);
    backup = withBackup ? new Kamailio(peer, port, telephones) : null;
  }

  static KamailioPair alone() {
    return started(new KamailioPair(false));
  }

  static KamailioPair replicating() {
    return started(new KamailioPair(true));
  }

  private static KamailioPair started(KamailioPair made) {
    try {
      made.primary.start();
      if (made.backup != null) {
        made.backup.start();
      }
      return made;
    } catch (RuntimeException | AssertionError e) {
      made.close();
      throw e;
    }
  }

  /** The one that gets the calls. */
  Kamailio primary() {
    return primary;
  }

  /** The other one. */
  Kamailio backup() {
    if (backup == null) {
      throw new IllegalStateException("it is alone");
    }
    return backup;
  }

  @Override
  public String name() {
    return Figure.KAMAILIO;
  }

  @Override
  public Telephones telephones() {
    return telephones;
  }

  @Override
  public int sipPort() {
    return port;
  }

  @Override
  public Duration primaryCpu() {
    return primary.cpuTime();
  }

  @Override
  public Duration backupCpu() {
    return backup == null ? Duration.ZERO : backup.cpuTime();
  }

  @Override
  public long primaryMemory() {
    return primary.sharedMemory();
  }

  @Override
  public long backupMemory() {
    return backup().sharedMemory();
  }

  @Override
  public void close() {
    primary.close();
    if (backup != null) {
      backup.close();
    }
  }
}
