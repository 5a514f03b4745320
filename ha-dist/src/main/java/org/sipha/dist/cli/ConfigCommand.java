package org.sipha.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.config.ConfigurationFile;
import org.sipha.config.ConfiguredOption;
import org.sipha.config.Outcome;
import org.sipha.config.PairComparison;
import org.sipha.config.ProblemReport;
import org.sipha.config.ini.Line;
import org.sipha.config.option.Option;
import org.sipha.config.option.OptionCatalogue;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sipha config}: what concerns configuration files. */
@Command(
    name = "config",
    description = "Check a configuration file, show what it means, describe the options.",
    subcommands = {
      ConfigCommand.Check.class,
      ConfigCommand.Show.class,
      ConfigCommand.Describe.class
    })
public final class ConfigCommand extends CommandGroup {
  /** {@code sipha config check}. */
  @Command(
      name = "check",
      description = {
        "Report all problems of a configuration file at once, each with its line and what would be valid; of both files of"
            + " a pair also whether they fit together.",
        "Nothing is started. Exit status 0: a server can start with it; 78: it can't, or the two don't fit."
      })
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Check implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The configuration of one server.")
    Path file;

    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "PEERS-FILE",
        description = "That of the other server of the pair.")
    @Nullable Path peersFile;

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      Optional<Outcome.Valid> one = read(line, file);
      Optional<Outcome.Valid> other = peersFile == null ? one : read(line, peersFile);
      if (one.isEmpty() || other.isEmpty()) {
        return ExitStatus.CONFIGURATION;
      }
      if (peersFile == null) {
        line.getOut().println(file + ": valid");
        return ExitStatus.DONE;
      }
      Outcome both =
          PairComparison.of(file.toString(), one.get(), peersFile.toString(), other.get());
      if (report(line, both).isEmpty()) {
        return ExitStatus.CONFIGURATION;
      }
      line.getOut().println(file + " and " + peersFile + ": valid, and they fit together");
      return ExitStatus.DONE;
    }
  }

  /** What a file means; empty if it isn't valid, which has been reported then. */
  private static Optional<Outcome.Valid> read(CommandLine line, Path file) {
    return report(line, ConfigurationFile.read(file));
  }

  private static Optional<Outcome.Valid> report(CommandLine line, Outcome outcome) {
    ProblemReport.text(outcome.warnings())
        .lines()
        .forEach(warning -> line.getErr().println("warning: " + warning));
    if (outcome instanceof Outcome.Invalid invalid) {
      line.getErr().print(ProblemReport.text(invalid.problems()));
      line.getErr().flush();
      return Optional.empty();
    }
    return Optional.of((Outcome.Valid) outcome);
  }

  /** {@code sipha config show}. */
  @Command(
      name = "show",
      description = {
        "Show every option as a configuration file sets it, with the line that does or \"default\", included files too;"
            + " secrets are masked.",
        "What a running server has in force is at /config of its pages."
      })
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Show implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The configuration of one server.")
    Path file;

    @Override
    public Integer call() {
      PrintWriter out = spec.commandLine().getOut();
      Optional<Outcome.Valid> valid = read(spec.commandLine(), file);
      if (valid.isEmpty()) {
        return ExitStatus.CONFIGURATION;
      }
      String section = "";
      for (ConfiguredOption option : valid.get().configuration().options()) {
        if (!option.section().equals(section)) {
          section = option.section();
          out.println("[" + section + "]");
        }
        out.println(shown(option, file));
      }
      return ExitStatus.DONE;
    }
  }

  private static String shown(ConfiguredOption option, Path file) {
    String name = option.option().name();
    return option.shown() == null
        ? "; " + name + " is not set"
        : name + " = " + option.shown() + "   ; " + where(option.line(), file);
  }

  private static String where(@Nullable Line line, Path file) {
    if (line == null) {
      return "default";
    }
    String other = line.file().equals(file.toString()) ? "" : " of " + line.file();
    return "line " + line.number() + other;
  }

  /** {@code sipha config describe}. */
  @Command(
      name = "describe",
      description =
          "Describe the options: what they do, what is valid, when a change takes effect.")
  @SuppressWarnings("NullAway.Init") // picocli fills the fields
  static final class Describe implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(
        paramLabel = "TEXT",
        arity = "0..1",
        description = "Only options whose name contains it.")
    @Nullable String part;

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      String wanted = part == null ? "" : part;
      List<Option<?>> found =
          OptionCatalogue.options().stream()
              .filter(option -> option.name().contains(wanted))
              .toList();
      if (found.isEmpty()) {
        line.getErr().println("no option's name contains " + wanted);
        return ExitStatus.USAGE;
      }
      found.forEach(option -> line.getOut().println(described(option)));
      return ExitStatus.DONE;
    }

    private static String described(Option<?> option) {
      String otherwise = option.required() ? "required" : "default " + option.defaultText();
      return option
          + "\n  valid: "
          + option.type().valid()
          + "; "
          + (option.required() || option.defaultText() != null ? otherwise : "may be left out")
          + "; a change takes effect "
          + option.effect()
          + "\n  "
          + option.description()
          + "\n";
    }
  }
}
