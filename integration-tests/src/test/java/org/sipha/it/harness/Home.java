package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where versions of the product are installed side by side: {@code HOME/versions/VERSION}, and a
 * link for each server to the one that it runs.
 */
public final class Home {
  private final Path directory = Directories.fresh("home");

  /** The directory. */
  public Path directory() {
    return directory;
  }

  /** Installs a version with the present program, as an operator does. */
  public ShellCommand install(Build build) {
    return ShellCommand.sipha(
        "install", build.tarball().toString(), "--home", directory.toString());
  }

  /** The program that an operator types. */
  public Path sipha() {
    return directory.resolve("current").resolve("bin").resolve("sipha");
  }

  /** Has a server run a version from its first start on, and through its link from then on. */
  public void run(Server server, Build build) {
    Path link = link(server);
    try {
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, Path.of("..", "..", "versions", build.version()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.run(link.resolve("bin").resolve("sipha"));
  }

  /** The version that a server's link says. */
  public String versionOf(Server server) {
    try {
      return Files.readSymbolicLink(link(server)).getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the last upgrade of the pair is written down. */
  Path state() {
    return directory.resolve("upgrades").resolve("pair.json");
  }

  private Path link(Server server) {
    return directory.resolve("servers").resolve(server.name()).resolve("current");
  }
}
