package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where versions of the product are installed side by side: {@code HOME/versions/VERSION}, and a
 * link for each server to the one that it runs.
 */
public final class Home {
  /** More than any story has. */
  private static final int KEPT = 9;

  private final Path directory = Directories.fresh("home");

  /** The directory. */
  public Path directory() {
    return directory;
  }

  /**
   * Installs a version with the present program, as an operator does.
   *
   * @param more further arguments
   */
  public ShellCommand install(Build build, String... more) {
    List<String> arguments = new ArrayList<>(List.of("install", build.tarball().toString()));
    arguments.addAll(List.of("--sha256", build.sha256(), "--home", directory.toString()));
    arguments.addAll(List.of("--keep", String.valueOf(KEPT)));
    arguments.addAll(List.of(more));
    return ShellCommand.sipha(arguments.toArray(String[]::new));
  }

  /** Installs the first version for a pair, whose servers run through their links from now on. */
  public void installFor(Pair pair, Build build) {
    install(build, "--dir", pair.directory().toString()).orThrow();
    for (Server server : pair.servers()) {
      server.run(link(server).resolve("bin").resolve("sipha"));
    }
  }

  /** The program that an operator types. */
  public Path sipha() {
    return directory.resolve("current").resolve("bin").resolve("sipha");
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
