package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.config.ProblemReport;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.Option;

/** The options by which a command is told which servers it is about: one of them must be given. */
final class Where {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of either server; the other one is found through it.")
  @Nullable Path config;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Directory that sipha init or sipha pair --dir wrote, with both configurations.")
  @Nullable Path directory;

  /** Where the servers of {@link #settings()} are found. */
  List<ServerPlace> servers() throws CommandFailure, IOException {
    return settings().stream().map(ServerPlace::of).toList();
  }

  /**
   * The servers, the named one first. The second one is missing if only one file is here.
   *
   * @throws CommandFailure if a file that was named can't be used
   */
  List<ServerSettings> settings() throws CommandFailure, IOException {
    if (directory != null) {
      PairFiles files = PairFiles.in(directory);
      return List.of(settings(files.a()), settings(files.b()));
    }
    if (config == null) {
      throw new IllegalStateException("picocli lets nobody in without --config or --dir");
    }
    ServerSettings named = settings(config);
    List<ServerSettings> servers = new ArrayList<>();
    servers.add(named);
    peerBeside(named).ifPresent(servers::add);
    return servers;
  }

  /**
   * The peer's configuration in the same directory: the one whose ends of the HA connection are
   * ours turned round.
   */
  private static Optional<ServerSettings> peerBeside(ServerSettings named) throws IOException {
    Path home = named.file().resolveSibling("");
    try (DirectoryStream<Path> candidates = Files.newDirectoryStream(home, "*.ini")) {
      for (Path candidate : candidates) {
        if (!candidate.equals(named.file())
            && ConfigurationFile.readAnywhere(candidate) instanceof Outcome.Valid valid
            && valid.settings().backupSync().here().equals(named.backupSync().peer())
            && valid.settings().backupSync().peer().equals(named.backupSync().here())) {
          return Optional.of(valid.settings());
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What stands in a file.
   *
   * @throws CommandFailure if it can't be used, with all problems
   */
  static ServerSettings settings(Path file) throws CommandFailure {
    Outcome outcome = ConfigurationFile.readAnywhere(file);
    if (outcome instanceof Outcome.Valid valid) {
      return valid.settings();
    }
    throw new CommandFailure(
        ExitStatus.CONFIGURATION,
        ProblemReport.text(((Outcome.Invalid) outcome).problems()).strip());
  }
}
