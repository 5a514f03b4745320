package org.sipha.dist;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A lock file that lets one process of this machine do something at a time. The system frees it
 * with the process that holds it, in whatever way that ends.
 */
public final class HeldLock implements AutoCloseable {
  private final FileChannel file;

  private HeldLock(FileChannel file) {
    this.file = file;
  }

  /** Takes the lock, empty if somebody else holds it, in this process or another. */
  public static Optional<HeldLock> tryAt(Path place) throws IOException {
    FileChannel file = FileChannel.open(place, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean held = false;
    try {
      held = file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same answer.
    } finally {
      if (!held) {
        file.close();
      }
    }
    return held ? Optional.of(new HeldLock(file)) : Optional.empty();
  }

  /** Frees it. */
  @Override
  public void close() throws IOException {
    file.close();
  }
}
