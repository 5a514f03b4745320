package org.sipha.dist.install;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.URISyntaxException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/**
 * An installation on this machine: versions of the program side by side, and a link for each server
 * to the one that it runs.
 *
 * <pre>
 * HOME/versions/0.2.0/                  an unpacked tarball, never changed afterwards
 * HOME/current -> versions/0.2.0        the program that an operator types
 * HOME/servers/NAME/current -> ../../versions/0.1.0
 * HOME/servers/NAME/configuration/0.1.0/  what NAME was configured with under 0.1.0
 * HOME/upgrades/PAIR.json               the last upgrade of a pair
 * </pre>
 *
 * <p>Each server has a link of its own, so that one that crashes in the middle of an upgrade comes
 * back in the version that it ran. Configuration, data, logs and lock file live elsewhere.
 */
public final class Installation {
  /** Versions in their order; a pre-release ({@code 0.2.0-rc1}) is older than its release. */
  static final Comparator<String> VERSION_ORDER =
      Comparator.comparing(ModuleDescriptor.Version::parse);

  private final Path home;

  private Installation(Path home) {
    this.home = home;
  }

  /**
   * The installation that the running program belongs to; empty if it isn't run from one, but from
   * a tarball unpacked somewhere, or from the classes of a build.
   */
  public static Optional<Installation> ofThisProgram() {
    CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      return ofJar(Path.of(source.getLocation().toURI()).toRealPath());
    } catch (URISyntaxException | IOException e) {
      return Optional.empty();
    }
  }

  /** The installation that has this jar as HOME/versions/VERSION/lib/NAME.jar. */
  static Optional<Installation> ofJar(Path jar) {
    return Optional.ofNullable(jar.getParent())
        .map(Path::getParent)
        .map(Path::getParent)
        .filter(versions -> versions.endsWith("versions"))
        .map(Path::getParent)
        .map(Installation::new);
  }

  /**
   * The installation in a directory, which need not exist yet.
   *
   * @throws IOException if there is something else
   */
  public static Installation at(Path home) throws IOException {
    Path absolute = home.toAbsolutePath().normalize();
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw new IOException(absolute + " is no directory: name one for the installation");
    }
    return new Installation(absolute);
  }

  /** The directory of it all. */
  public Path home() {
    return home;
  }

  /** What is installed, the oldest version first. */
  public List<String> versions() throws IOException {
    try (Stream<Path> entries = Files.list(directoryOfVersions())) {
      return entries
          .filter(entry -> Files.isExecutable(programIn(entry)))
          .map(entry -> entry.getFileName().toString())
          .filter(Installation::isVersion)
          .sorted(VERSION_ORDER)
          .toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
  }

  /** Whether that can be a version, such as {@code 0.2.0} or {@code 0.2.0-rc1}. */
  static boolean isVersion(String text) {
    if (text.length() > 64
        || !text.matches("[0-9]+([.][0-9]+)*([-+][0-9A-Za-z]+([.-][0-9A-Za-z]+)*)?")) {
      return false;
    }
    try {
      ModuleDescriptor.Version.parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * The program of an installed version.
   *
   * @throws CommandFailure that tells what is installed if it isn't
   */
  public Path program(String version) throws CommandFailure, IOException {
    List<String> installed = versions();
    if (!installed.contains(version)) {
      throw new CommandFailure(
          ExitStatus.FAILED,
          version
              + " is not installed in "
              + home
              + " ("
              + (installed.isEmpty() ? "nothing is" : "there are " + String.join(", ", installed))
              + "): install it, sipha install TARBALL --home "
              + home);
    }
    return programIn(directoryOf(version));
  }

  /** The version that a server runs by its link; empty if it has none yet. */
  public Optional<String> versionOf(String server) throws IOException {
    return linkOf(server).version();
  }

  /** The program that a server is started with, through its link. */
  public Path programOf(String server) {
    return programIn(linkOf(server).place());
  }

  /**
   * Has a server run a version from its next start on, with a configuration that this version can
   * use: the present file, or else the one with which the server ran under this version before,
   * which is put in the place of the present one. The present one is kept for the version that the
   * server ran until now. Doing it again does nothing.
   *
   * @param server {@code application-name}
   * @param configuration its file
   * @return a sentence for each thing that was done
   * @throws CommandFailure if the version isn't installed; with status 78 if it can use neither the
   *     present configuration nor one that is kept
   */
  public List<String> use(String server, String version, Path configuration)
      throws CommandFailure, IOException {
    try {
      return new ServerVersion(this, server).use(version, configuration);
    } catch (FileSystemException e) {
      throw new IOException(words(e), e);
    }
  }

  /**
   * What a version says of itself and of a server's configuration, before {@link #use} is asked
   * for.
   *
   * @param server {@code application-name}
   * @param configuration its file
   * @return without settings if the version can't use the present file, but one that it ran with is
   *     kept
   * @throws CommandFailure if the version isn't installed; with status 78 if there is no
   *     configuration for it
   */
  public ProgramVersions ask(String server, String version, Path configuration)
      throws CommandFailure, IOException {
    return new ServerVersion(this, server).ask(version, configuration);
  }

  /**
   * Installs a version beside the others and points {@code current} to the newest one. A version
   * that is there already, with the same files, stays as it is. After a failure or a crash all is
   * as before.
   *
   * @param tarball {@code sipha-VERSION.tar.gz}
   * @param sha256 what it is checked by, 64 hexadecimal digits; empty: the file {@code
   *     sipha-VERSION.tar.gz.sha256} beside it
   * @param configurations what the new program must be able to use
   * @param keep so many of the newest versions stay, at least 1; of the others those that are
   *     superfluous (see docs/install.md) are removed
   * @param say told each thing that was done
   * @return the version
   * @throws CommandFailure if the tarball isn't what was released, a configuration can't be used
   *     (78) or another run is at work (75)
   */
  public String install(
      Path tarball,
      Optional<String> sha256,
      List<Path> configurations,
      int keep,
      Consumer<String> say)
      throws CommandFailure, IOException {
    return new NewVersion(this, say).install(tarball, sha256, configurations, keep);
  }

  /** What the operating system refused, without the name of a Java class. */
  String words(FileSystemException e) {
    String reason = e.getReason();
    if (e instanceof AccessDeniedException) {
      reason = "permission denied: this needs somebody who may write there, such as root";
    }
    return "the installation "
        + home
        + " can't be changed: "
        + e.getFile()
        + ": "
        + (reason == null ? e.getClass().getSimpleName() : reason);
  }

  /** Points {@code current}, the program of the command line, to the newest version. */
  void pointCurrentToNewest() throws IOException {
    List<String> versions = versions();
    String newest = versions.get(versions.size() - 1);
    if (!current().version().equals(Optional.of(newest))) {
      current().pointTo(directoryOf(newest));
    }
  }

  /** The versions that a link points to. */
  Set<String> linked() throws IOException {
    Set<String> linked = new HashSet<>();
    current().version().ifPresent(linked::add);
    Path servers = home.resolve("servers");
    if (Files.isDirectory(servers)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(servers)) {
        for (Path server : entries) {
          new Link(server.resolve("current")).version().ifPresent(linked::add);
        }
      }
    }
    return linked;
  }

  /** Where the state of upgrades is, a file {@code PAIR.json} for each pair. */
  Path upgrades() {
    return home.resolve("upgrades");
  }

  private Link current() {
    return new Link(home.resolve("current"));
  }

  /** The link to the version that a server runs. */
  Link linkOf(String server) {
    return new Link(directoryOfServer(server).resolve("current"));
  }

  /** What the installation has for a server. */
  Path directoryOfServer(String server) {
    if (!server.matches("[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")) {
      throw new IllegalArgumentException("no application-name: " + server);
    }
    return home.resolve("servers").resolve(server);
  }

  /** What is installed. */
  Path directoryOfVersions() {
    return home.resolve("versions");
  }

  /** One version. */
  Path directoryOf(String version) {
    return directoryOfVersions().resolve(version);
  }

  /** The program in an unpacked tarball. */
  static Path programIn(Path directory) {
    return directory.resolve("bin").resolve("sipha");
  }
}
