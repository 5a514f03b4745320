package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.install.Installation;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The option by which a command is told in which installation it works. */
final class Home {
  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Directory of the installation. By default the one that this program is installed in.")
  @Nullable Path home;

  /** The installation; wrong usage if there is none to take. */
  Installation installation(CommandLine line) throws IOException {
    if (home != null) {
      return Installation.at(home);
    }
    return Installation.ofThisProgram()
        .orElseThrow(
            () ->
                new ParameterException(
                    line,
                    "--home DIR is missing: this program is in no installation (sipha install makes one)"));
  }
}
