package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The product as it is shipped: a tarball, and where it is unpacked.
 *
 * @param version as the tarball's directory says
 * @param tarball the file
 * @param home the directory with {@code bin}, {@code conf}, {@code lib} and {@code logs}; its path
 *     has a space in it
 */
public record Build(String version, Path tarball, Path home) {
  private static final String PROPERTY = "sipha.tarball";
  private static final String PREFIX = "sipha-";

  /** That of the present tree. */
  public static Build present() {
    return Present.BUILD;
  }

  /** Unpacks a tarball for as long as the tests run. */
  static Build of(Path tarball) {
    try {
      Path directory = Files.createTempDirectory("sipha unpacked ");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> Directories.delete(directory)));
      ShellCommand.run("tar", "-xzf", tarball.toString(), "-C", directory.toString()).orThrow();
      try (Stream<Path> entries = Files.list(directory)) {
        List<Path> roots = entries.toList();
        if (roots.size() != 1) {
          throw new IllegalStateException("the tarball has several roots: " + roots);
        }
        String name = roots.get(0).getFileName().toString();
        return new Build(name.substring(PREFIX.length()), tarball, roots.get(0));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The program. */
  public Path sipha() {
    return home.resolve("bin").resolve("sipha");
  }

  /** The checksum of the tarball, in hexadecimal digits. */
  String sha256() {
    return ShellCommand.run("sha256sum", tarball.toString()).orThrow().output().split(" ", 2)[0];
  }

  private static Path presentTarball() {
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
          .filter(file -> file.getFileName().toString().matches(PREFIX + ".*\\.tar\\.gz"))
          .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .orElseThrow(() -> new IllegalStateException("no tarball in ../ha-dist/target"));
    } catch (IOException e) {
      throw new UncheckedIOException("no tarball: build ha-dist first", e);
    }
  }

  private static final class Present {
    static final Build BUILD = of(presentTarball());
  }
}
