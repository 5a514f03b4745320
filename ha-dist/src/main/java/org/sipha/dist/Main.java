package org.sipha.dist;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.sipha.dist.cli.CallsCommand;
import org.sipha.dist.cli.CertificatesCommand;
import org.sipha.dist.cli.CommandGroup;
import org.sipha.dist.cli.ConfigCommand;
import org.sipha.dist.cli.DemoteCommand;
import org.sipha.dist.cli.GridCommand;
import org.sipha.dist.cli.InitCommand;
import org.sipha.dist.cli.InstallCommand;
import org.sipha.dist.cli.PairCommand;
import org.sipha.dist.cli.PromoteCommand;
import org.sipha.dist.cli.RecordsCommand;
import org.sipha.dist.cli.ServerCommand;
import org.sipha.dist.cli.StatusCommand;
import org.sipha.dist.cli.SwitchoverCommand;
import org.sipha.dist.cli.UpgradeCommand;
import org.sipha.dist.cli.UseCommand;
import org.sipha.dist.cli.VersionCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program {@code sipha}: its commands are classes of {@link org.sipha.dist.cli}. */
@Command(
    name = "sipha",
    header =
        "A pair of SIP servers that survives restarts, upgrades and failures without losing a call.",
    description = {
      "",
      "Try it: @|bold sipha pair --demo|@ runs a complete pair with calls on this machine.",
      "",
      "Each command explains itself with --help."
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExit status:%n",
    footer = {
      "   0  done",
      "   1  failed, or tried and rolled back",
      "   2  wrong usage",
      "  69  a port can't be opened, or no server was reached",
      "  75  refused: not ready, or busy with another role change",
      "  78  the configuration is wrong",
      " 143  ended by SIGTERM (server, pair and grid)"
    },
    subcommands = {
      PairCommand.class,
      ServerCommand.class,
      InitCommand.class,
      InstallCommand.class,
      CertificatesCommand.class,
      ConfigCommand.class,
      StatusCommand.class,
      CallsCommand.class,
      RecordsCommand.class,
      SwitchoverCommand.class,
      UpgradeCommand.class,
      UseCommand.class,
      PromoteCommand.class,
      DemoteCommand.class,
      GridCommand.class,
      VersionCommand.class
    })
public final class Main extends CommandGroup {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this and end.")
  boolean help;

  /** Runs a command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command line, for main and for tests. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof CommandFailure known) {
                command.getErr().println(known.text());
                return known.exitStatus();
              }
              command.getErr().println("sipha: " + trouble(failure));
              return ExitStatus.FAILED;
            });
  }

  /**
   * An operator gets a sentence; a mistake of ours comes with its stack, or nobody could mend it.
   */
  private static String trouble(Exception failure) {
    if (failure instanceof IOException outside) {
      return CommandFailure.reason(outside);
    }
    StringWriter stack = new StringWriter();
    failure.printStackTrace(new PrintWriter(stack));
    return stack.toString();
  }
}
