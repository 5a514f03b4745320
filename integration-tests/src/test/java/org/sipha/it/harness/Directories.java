package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Directories for the files of a story; they stay after it, so that a failure can be looked into.
 */
public final class Directories {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private Directories() {}

  /**
   * A new directory with a space in its path, since paths of operators have one sooner or later.
   */
  public static Path fresh(String name) {
    Path directory =
        Path.of("target", "stories", name + " " + COUNT.incrementAndGet()).toAbsolutePath();
    delete(directory);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The last lines of a text file; empty if there is none. */
  static String tail(Path file, int lines) {
    List<String> all = lines(file).toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
  }

  /** The lines of a text file; none if there is no such file. */
  static Stream<String> lines(Path file) {
    if (!Files.isRegularFile(file)) {
      return Stream.empty();
    }
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
