package org.sipha.dist.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sipha.config.DurableFile;
import org.sipha.dist.CommandFailure;

/**
 * Whether the data directory takes what a server that serves must write there: epochs and call
 * detail records.
 *
 * @param directory the data directory
 * @param neededMegabytes how much room there must be
 */
record DiskSpaceCheck(Path directory, long neededMegabytes) implements StartCheck {
  static final String NAME = "disk-space";

  /** A day of a busy server's records, and room to see that it gets less. */
  static final long NEEDED_MEGABYTES = 50;

  private static final int PROBE_BYTES = 4_096;

  DiskSpaceCheck(Path directory) {
    this(directory, NEEDED_MEGABYTES);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> trouble() {
    try {
      probe();
      long free = Files.getFileStore(directory).getUsableSpace() >> 20;
      return free >= neededMegabytes
          ? Optional.empty()
          : Optional.of(
              "there are fewer than %d MB left for %s; make room on its disk"
                  .formatted(neededMegabytes, directory));
    } catch (IOException e) {
      return Optional.of(
          "%s can't be written: %s; make it writable for this user, with room on its disk"
              .formatted(directory, CommandFailure.reason(e)));
    }
  }

  /** Room that is shown needn't be room that is given: a quota, a disk that failed. */
  private void probe() throws IOException {
    Path file = directory.resolve("self-check");
    Path draft = directory.resolve("self-check.new");
    try {
      DurableFile.replace(file, draft, new byte[PROBE_BYTES]);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(draft);
    }
  }
}
