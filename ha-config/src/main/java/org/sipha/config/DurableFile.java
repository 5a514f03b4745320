package org.sipha.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Replaces files as a whole, so that a loss of power leaves the old one or the new one. */
public final class DurableFile {
  private DurableFile() {}

  /**
   * Gives a file a new content, on disk when this returns.
   *
   * @param draft where it is written first, in the same directory; the file takes over the
   *     permissions of one that exists
   * @throws IOException if it can't be written; the file stays as it was
   */
  public static void replace(Path file, Path draft, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    force(file.toAbsolutePath().resolveSibling(""));
  }

  /** Has a file, or the entries of a directory, on disk: else a rename within it could be lost. */
  public static void force(Path place) throws IOException {
    try (FileChannel channel = FileChannel.open(place, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
