package org.sipha.dist.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.Outcome;
import org.sipha.config.ProblemReport;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sipha config}: what concerns configuration files. */
@Command(
    name = "config",
    description = "Check a configuration file.",
    subcommands = ConfigCommand.Check.class)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ConfigCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitStatus.USAGE;
  }

  /** {@code sipha config check}. */
  @Command(
      name = "check",
      description = {
        "Report all problems of a configuration file at once, each with its line and what would be valid.",
        "Nothing is started. Exit status 0: a server can start with it; 78: it can't."
      })
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Check implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration of one server.")
    Path file;

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      Outcome outcome = ConfigurationFile.read(file);
      outcome.warnings().forEach(w -> line.getErr().println("warning: " + ProblemReport.line(w)));
      if (outcome instanceof Outcome.Invalid invalid) {
        line.getErr().print(ProblemReport.text(invalid.problems()));
        line.getErr().flush();
        return ExitStatus.CONFIGURATION;
      }
      line.getOut().println(file + ": valid");
      return ExitStatus.DONE;
    }
  }
}
