package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * The newest release, built once from the commit that {@code releases.properties} names for it, so
 * that the other side of a test is what operators run and no likeness of it. The tarball is kept
 * under {@code target}; {@code -Dsipha.previous.release=FILE} has one that is there already.
 */
public final class PreviousRelease {
  private static final String PROPERTY = "sipha.previous.release";
  private static final Path RELEASES = Path.of("releases.properties");
  private static final Path REPOSITORY = Path.of("..");

  /** It takes 16 s on two idle cores; the rest is for a slow or busy machine. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private PreviousRelease() {}

  private record Release(String version, String commit) {}

  /**
   * The newest release. Skips the calling test, with the reason, where the history isn't there: in
   * a shallow checkout or a source archive.
   */
  public static Build require() {
    String configured = System.getProperty(PROPERTY);
    if (configured == null || configured.isEmpty()) {
      Release release = newest();
      Assumptions.assumeTrue(
          Files.isRegularFile(tarball(release)) || isInHistory(release),
          "no release to test against: this checkout hasn't got the commit "
              + release.commit()
              + " of "
              + release.version()
              + "; fetch the whole history, or give a tarball with -D"
              + PROPERTY);
      Needed.require(
          Files.isRegularFile(tarball(release)) || isInstalled("mvn"),
          "mvn isn't on the PATH, and the previous release is built with it");
    }
    return Once.BUILD;
  }

  private static Build build() {
    String configured = System.getProperty(PROPERTY);
    if (configured != null && !configured.isEmpty()) {
      return Build.of(Path.of(configured));
    }
    Release release = newest();
    Path tarball = tarball(release);
    if (!Files.isRegularFile(tarball)) {
      make(release, tarball);
    }
    return Build.of(tarball);
  }

  private static void make(Release release, Path tarball) {
    long begunNanos = System.nanoTime();
    Path source = tarball.resolveSibling("source").toAbsolutePath();
    Directories.delete(source);
    try {
      Files.createDirectories(source);
      shell(
              "git -C \"$0\" archive \"$1\" | tar -x -C \"$2\"",
              REPOSITORY.toString(),
              release.commit(),
              source.toString())
          .orThrow();
      // What the present build has fetched is most often all that is needed.
      if (maven(source, "-o").exitStatus() != 0) {
        maven(source).orThrow();
      }
      Files.move(
          source.resolve("ha-dist/target").resolve(tarball.getFileName()),
          tarball,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Directories.delete(source);
    Figures.print(
        "build of " + release.version() + " from its commit",
        Duration.ofNanos(System.nanoTime() - begunNanos).toSeconds() + " s");
  }

  private static ShellCommand maven(Path source, String... more) {
    List<String> command = new ArrayList<>(List.of(source.toString(), "mvn", "-B", "-q"));
    String repository = System.getProperty("localRepository");
    if (repository != null) {
      command.add("-Dmaven.repo.local=" + repository);
    }
    command.addAll(List.of(more));
    command.addAll(List.of("-Dfast", "-Dmaven.test.skip=true", "-pl", "ha-dist", "-am", "package"));
    return shell("cd \"$0\" && exec \"$@\"", command.toArray(String[]::new));
  }

  private static ShellCommand shell(String script, String... arguments) {
    List<String> command = new ArrayList<>(List.of("bash", "-o", "pipefail", "-c", script));
    command.addAll(List.of(arguments));
    return ShellCommand.run(LIMIT, command.toArray(String[]::new));
  }

  private static boolean isInHistory(Release release) {
    return shell(
                "git -C \"$0\" cat-file -e \"$1^{commit}\"",
                REPOSITORY.toString(),
                release.commit())
            .exitStatus()
        == 0;
  }

  private static boolean isInstalled(String program) {
    return shell("command -v \"$0\"", program).exitStatus() == 0;
  }

  private static Path tarball(Release release) {
    return Path.of(
        "target", "releases", release.commit(), "sipha-" + release.version() + ".tar.gz");
  }

  private static Release newest() {
    try {
      List<String> releases =
          Files.readAllLines(RELEASES, StandardCharsets.UTF_8).stream()
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .toList();
      String[] newest = releases.get(releases.size() - 1).split("=", 2);
      return new Release(newest[0].strip(), newest[1].strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Once {
    static final Build BUILD = build();
  }
}
