package org.sipha.dist.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;

/** The version that a server runs, and the configuration that goes with it. */
final class ServerVersion {
  /** Name of what is kept of a configuration that no version could use. */
  private static final String REPLACED = "replaced";

  private final Installation installation;
  private final String server;
  private final Link link;
  private final KeptConfigurations kept;
  private final List<String> done = new ArrayList<>();

  ServerVersion(Installation installation, String server) {
    this.installation = installation;
    this.server = server;
    this.link = installation.linkOf(server);
    this.kept =
        new KeptConfigurations(installation.directoryOfServer(server).resolve("configuration"));
  }

  /** See {@link Installation#use}. */
  List<String> use(String version, Path configuration) throws CommandFailure, IOException {
    Path program = installation.program(version);
    Optional<String> before = link.version();
    boolean isKept =
        keptForVersionBefore(before.filter(old -> !old.equals(version)), configuration);
    Optional<CommandFailure> refusal = refusal(program, configuration);
    if (refusal.isPresent()) {
      putBack(version, configuration, isKept ? before.orElseThrow() : REPLACED, refusal.get());
    } else if (!before.equals(Optional.of(version))) {
      tellOfAnother(version, configuration);
    }
    if (!kept.has(version)) {
      kept.keep(version, configuration);
    }
    if (!before.equals(Optional.of(version))) {
      link.pointTo(installation.directoryOf(version));
      done.add(
          server
              + " runs "
              + version
              + " from its next start on"
              + before.map(old -> ", it ran " + old + " before").orElse(""));
    }
    return List.copyOf(done);
  }

  /** See {@link Installation#ask}. */
  ProgramVersions ask(String version, Path configuration) throws CommandFailure, IOException {
    Path program = installation.program(version);
    try {
      return ProgramVersions.ask(program, Optional.of(configuration));
    } catch (CommandFailure e) {
      if (!kept.has(version)) {
        throw e;
      }
      // Only in its own place can it be used, for the sake of the paths in it: use will try it
      // there.
      return ProgramVersions.ask(program, Optional.empty());
    }
  }

  /**
   * Keeps the present file for the version that ran with it. One that was changed for another
   * version already isn't what it ran with; what was kept when it came into use stays then.
   *
   * @return whether the present file is kept
   */
  private boolean keptForVersionBefore(Optional<String> before, Path configuration)
      throws IOException {
    if (before.isEmpty() || !canUse(before.get(), configuration)) {
      return false;
    }
    if (kept.keep(before.get(), configuration)) {
      done.add(
          "kept the configuration of "
              + server
              + " for "
              + before.get()
              + ": "
              + kept.place(before.get()));
    }
    return true;
  }

  private boolean canUse(String version, Path configuration) throws IOException {
    if (!installation.versions().contains(version)) {
      return false;
    }
    Path program = Installation.programIn(installation.directoryOf(version));
    try {
      return refusal(program, configuration).isEmpty();
    } catch (IOException e) {
      return false; // A version that doesn't even start is one to get away from.
    }
  }

  private static Optional<CommandFailure> refusal(Path program, Path configuration)
      throws IOException {
    try {
      ProgramVersions.ask(program, Optional.of(configuration));
      return Optional.empty();
    } catch (CommandFailure e) {
      return Optional.of(e);
    }
  }

  private void tellOfAnother(String version, Path configuration) throws IOException {
    if (kept.has(version) && !kept.isLike(version, configuration)) {
      done.add(
          version
              + " can use the present configuration of "
              + server
              + ", so it stays; it differs from the one that "
              + version
              + " ran with before, "
              + kept.place(version));
    }
  }

  /** {@code present} is the name under which the present configuration is kept. */
  private void putBack(String version, Path configuration, String present, CommandFailure refusal)
      throws CommandFailure, IOException {
    if (!kept.has(version)) {
      throw refused(version, configuration, refusal, "none that it ran with is kept");
    }
    boolean isThere = Files.exists(configuration);
    if (isThere) {
      kept.keep(present, configuration);
    }
    kept.putBack(version, configuration);
    Optional<CommandFailure> again = refusal(installation.program(version), configuration);
    if (again.isPresent()) {
      if (isThere) {
        kept.putBack(present, configuration);
      }
      throw refused(
          version,
          configuration,
          again.get(),
          "nor the one that it ran with before, " + kept.place(version));
    }
    done.add(
        "put the configuration that "
            + server
            + " ran with under "
            + version
            + " in the place of "
            + configuration
            + ", which "
            + version
            + " can't use"
            + (isThere ? " and which is kept: " + kept.place(present) : ""));
  }

  private CommandFailure refused(
      String version, Path configuration, CommandFailure words, String kept) {
    return new CommandFailure(
        ExitStatus.CONFIGURATION,
        version
            + " can't use the configuration of "
            + server
            + ", "
            + configuration
            + ", and "
            + kept
            + ". What it says:\n"
            + words.text());
  }
}
