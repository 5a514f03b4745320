package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.PairFiles;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.Installation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sipha install}: a version beside those that are there. */
@Command(
    name = "install",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    description = {
      "Install a version of sipha beside those that are installed; servers that run aren't touched.",
      "",
      "The tarball is checked by its SHA-256, the new program is run, and it has to be able to use the configurations that"
          + " are named. Then HOME/versions/VERSION is there, as a whole, and HOME/current points to the newest version."
          + " If something fails nothing has changed.",
      "",
      "A server goes on with the version that it runs until sipha upgrade gives it another one. One that has none yet gets"
          + " this one, if its configuration is named: it is started by HOME/servers/NAME/current/bin/sipha."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class InstallCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "TARBALL", description = "sipha-VERSION.tar.gz")
  Path tarball;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description =
          "What the tarball is checked by. By default the file TARBALL.sha256 beside it, which comes with a release.")
  @Nullable String sha256;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Directory of the installation, made if it doesn't exist. By default the one that this program is installed in.")
  @Nullable Path home;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration of a server, which the new version has to be able to use.")
  List<Path> configs = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Directory that sipha init wrote, with the configurations of a pair.")
  List<Path> directories = new ArrayList<>();

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "So many of the newest versions stay, by default ${DEFAULT-VALUE}. Older ones stay too if a server runs them or its"
              + " last upgrade began with them; the rest is removed.")
  int keep;

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (keep < 1) {
      throw usage("--keep must be at least 1");
    }
    if (sha256 != null && !sha256.matches("[0-9A-Fa-f]{64}")) {
      throw usage("--sha256 must be 64 hexadecimal digits");
    }
    Installation installation = installation();
    List<Path> configurations = new ArrayList<>(configs);
    for (Path directory : directories) {
      PairFiles files = PairFiles.in(directory);
      configurations.addAll(List.of(files.a(), files.b()));
    }
    String version =
        installation.install(
            tarball, Optional.ofNullable(sha256), configurations, keep, out()::println);
    for (Path configuration : configurations) {
      giveIfNone(installation, version, configuration);
    }
    return ExitStatus.DONE;
  }

  private Installation installation() throws IOException {
    if (home != null) {
      return Installation.at(home);
    }
    return Installation.ofThisProgram()
        .orElseThrow(
            () ->
                usage(
                    "--home DIR is missing: this program is in no installation, so say where one is to be, for example"
                        + " --home /opt/sipha"));
  }

  private void giveIfNone(Installation installation, String version, Path configuration)
      throws CommandFailure, IOException {
    // The new version can use the file; this program may be too old to understand it.
    if (ConfigurationFile.readAnywhere(configuration) instanceof Outcome.Valid valid) {
      String server = valid.settings().applicationName();
      if (installation.versionOf(server).isEmpty()) {
        installation.use(server, version, configuration).forEach(out()::println);
      }
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException usage(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
