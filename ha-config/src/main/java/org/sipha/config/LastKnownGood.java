package org.sipha.config;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * The last content of a configuration server that was accepted, in a file that only its owner can
 * read: it may hold passwords. A new one replaces it as a whole, so that a loss of power leaves
 * either and never half of one.
 */
public record LastKnownGood(Path file) {
  /**
   * A copy.
   *
   * @param keptAt when it was accepted
   */
  public record Copy(byte[] content, Instant keptAt) {
    /** Copies the content. */
    public Copy {
      content = content.clone();
    }

    @Override
    public byte[] content() {
      return content.clone();
    }
  }

  /**
   * The copy, empty if nothing was ever accepted.
   *
   * @throws IOException if there is a file that can't be read; the message completes the file's
   *     name
   */
  public Optional<Copy> find() throws IOException {
    return Files.exists(file)
        ? Optional.of(
            new Copy(ConfigurationFile.content(file), Files.getLastModifiedTime(file).toInstant()))
        : Optional.empty();
  }

  /**
   * Keeps a content in the place of the one before; makes the directory if it is missing.
   *
   * @throws IOException if it can't be written; the one before stays
   */
  public void keep(byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().resolveSibling("");
    Files.createDirectories(directory);
    Path draft =
        Files.createTempFile(
            directory,
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(Set.of(OWNER_READ, OWNER_WRITE)));
    try {
      DurableFile.replace(file, draft, content);
    } finally {
      Files.deleteIfExists(draft); // nothing is left of it but after a failure
    }
  }
}
