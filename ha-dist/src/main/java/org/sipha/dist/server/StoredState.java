package org.sipha.dist.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.Version;
import org.sipha.dist.arbiter.LockFile;
import org.sipha.http.AccessTokens;

/**
 * What a server finds on disk when it starts.
 *
 * @param persistedEpoch highest epoch number
 * @param tokens what clients have to show
 * @param lock the lock file, open and not held; empty with another arbiter
 */
record StoredState(long persistedEpoch, AccessTokens tokens, Optional<LockFile> lock) {
  /**
   * Reads it; makes the data directory, the tokens and the lock file if they are missing.
   *
   * @throws CommandFailure if something of it can't be used
   */
  static StoredState open(ServerSettings settings) throws CommandFailure {
    try {
      Files.createDirectories(settings.dataDirectory());
      return new StoredState(
          EpochFile.read(settings.dataDirectory()),
          AccessTokens.in(settings.dataDirectory()),
          lock(settings.arbiter()));
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, CommandFailure.reason(e));
    }
  }

  private static Optional<LockFile> lock(ServerSettings.ArbiterSettings arbiter)
      throws IOException {
    Path file = arbiter.lockFile();
    return arbiter.type() == ArbiterType.FILE && file != null
        ? Optional.of(LockFile.open(file))
        : Optional.empty();
  }

  NodePlan.Circumstances circumstances(Optional<Duration> labSettling) {
    return new NodePlan.Circumstances(
        Version.text(),
        newIncarnation(),
        BootId.read(),
        lock.map(LockFile::identity).orElse(""),
        persistedEpoch,
        labSettling);
  }

  private static long newIncarnation() {
    SecureRandom random = new SecureRandom();
    long incarnation;
    do {
      incarnation = random.nextLong();
    } while (incarnation == 0);
    return incarnation;
  }
}
