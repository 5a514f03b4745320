package org.sipha.dist.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.function.LongConsumer;
import org.sipha.config.DurableFile;
import org.sipha.core.node.Input.EpochNotPersisted;
import org.sipha.core.node.Input.EpochPersisted;
import org.sipha.core.port.EpochStore;
import org.sipha.core.port.Inputs;
import org.sipha.dist.OneThread;

/**
 * The highest epoch number of this server in the file {@code epoch} of its data directory. A new
 * number is written beside it, forced to disk and renamed over it, so that a loss of power leaves
 * either number and never half of one.
 */
public final class EpochFile implements EpochStore, AutoCloseable {
  private static final String NAME = "epoch";

  private final Path directory;
  private final Inputs inputs;
  private final LongConsumer alsoRemember;
  private final ExecutorService thread;

  /**
   * A store in that directory.
   *
   * @param inputs where the answers go
   * @param alsoRemember told each number once it is on disk
   */
  public EpochFile(Path directory, Inputs inputs, LongConsumer alsoRemember) {
    this.directory = directory;
    this.inputs = inputs;
    this.alsoRemember = alsoRemember;
    this.thread = OneThread.named("sipha-epoch");
  }

  /**
   * The number on disk, 0 if none has been written yet.
   *
   * @throws IOException if the file can't be read or holds no number; the message says what to do
   */
  public static long read(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (Files.notExists(file)) {
      return 0;
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).strip();
    try {
      long epoch = Long.parseLong(text);
      if (epoch >= 0) {
        return epoch;
      }
    } catch (NumberFormatException e) {
      // Said below, with what to do about it.
    }
    String shown = text.length() > 40 ? text.substring(0, 40) + "..." : text;
    throw new IOException(
        file
            + " should hold the highest epoch number of this server but holds \""
            + shown
            + "\": write a number into it that is not lower than the epoch the peer shows");
  }

  @Override
  public void persist(long epoch) {
    thread.execute(
        () -> {
          try {
            DurableFile.replace(
                directory.resolve(NAME),
                directory.resolve(NAME + ".new"),
                (epoch + "\n").getBytes(StandardCharsets.US_ASCII));
          } catch (IOException e) {
            inputs.give(new EpochNotPersisted(epoch, directory.resolve(NAME) + ": " + e));
            return;
          }
          alsoRemember.accept(epoch);
          inputs.give(new EpochPersisted(epoch));
        });
  }

  /** Ends the thread after what it was given has been written. */
  @Override
  public void close() {
    thread.shutdown();
  }
}
