package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The product as it is shipped, unpacked once into a directory with a space in its name. */
public final class Tarball {
  private static final String PROPERTY = "sipha.tarball";

  private Tarball() {}

  /** The directory with {@code bin}, {@code conf}, {@code lib} and {@code logs}. */
  public static Path home() {
    return Unpacked.HOME;
  }

  /** The program. */
  public static Path sipha() {
    return home().resolve("bin").resolve("sipha");
  }

  /** The tarball itself. */
  public static Path file() {
    String configured = System.getProperty(PROPERTY);
    if (configured != null && !configured.isEmpty()) {
      Path file = Path.of(configured);
      if (Files.isRegularFile(file)) {
        return file;
      }
      throw new IllegalStateException("no tarball at " + file + " (-D" + PROPERTY + ")");
    }
    try (Stream<Path> files = Files.list(Path.of("..", "ha-dist", "target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("sipha-.*\\.tar\\.gz"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow(() -> new IllegalStateException("no tarball in ../ha-dist/target"));
    } catch (IOException e) {
      throw new UncheckedIOException("no tarball: build ha-dist first", e);
    }
  }

  private static final class Unpacked {
    static final Path HOME = unpack();

    private static Path unpack() {
      try {
        Path directory = Files.createTempDirectory("sipha unpacked ");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Directories.delete(directory)));
        ShellCommand.run("tar", "-xzf", file().toString(), "-C", directory.toString()).orThrow();
        try (Stream<Path> entries = Files.list(directory)) {
          List<Path> roots = entries.toList();
          if (roots.size() != 1) {
            throw new IllegalStateException("the tarball has several roots: " + roots);
          }
          return roots.get(0);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
