package org.sipha.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Files that hold one value each, as those that bring secrets to a server do: <code>${file:PATH}
 * </code>. Each is read once.
 */
final class SecretFiles {
  /** No value is that long. */
  private static final int MAX_BYTES = 4_096;

  private final Path base;
  private final Map<String, Optional<String>> values = new HashMap<>();

  /** {@code base} is where relative paths start. */
  SecretFiles(Path base) {
    this.base = base;
  }

  /** What the file holds, without the end of its line; null if it can't be read or is too long. */
  @Nullable String value(String path) {
    return values.computeIfAbsent(path, this::read).orElse(null);
  }

  /** Whether the same files were read, and hold the same. */
  boolean areLike(SecretFiles other) {
    return values.equals(other.values);
  }

  private Optional<String> read(String path) {
    try (InputStream in = Files.newInputStream(base.resolve(path))) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      String text = new String(content, StandardCharsets.UTF_8).stripTrailing();
      return content.length > MAX_BYTES || text.contains("\n")
          ? Optional.empty()
          : Optional.of(text);
    } catch (IOException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
