package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sipha status}: both servers, as they see themselves. */
@Command(
    name = "status",
    optionListHeading = "%nOptions:%n",
    description = {
      "Show both servers: role, HA connection, whether a switchover or an upgrade is safe and if not, why.",
      "",
      "Exit status 0 if at least one server answered, 69 if none did."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sipha status --dir pair --watch           keep an eye on a restart",
      "  sipha status --config sips-a.ini --json   for programs"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StatusCommand implements Callable<Integer> {
  private static final Duration EVERY = Duration.ofSeconds(1);

  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(names = "--json", description = "All that the servers say, for programs.")
  boolean json;

  @Option(
      names = "--watch",
      description =
          "Show it on the whole screen, anew each second, until Ctrl-C. If the output is no terminal, one after the"
              + " other.")
  boolean watch;

  @Override
  public Integer call() throws CommandFailure, IOException, InterruptedException {
    if (json && watch) {
      throw new ParameterException(
          spec.commandLine(), "--watch is for people and --json for programs: take one of them");
    }
    List<ServerPlace> places = where.servers();
    if (watch) {
      watch(places);
    }
    PairReport report = PairReport.of(places);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(report.json().encodePrettily());
    } else {
      report.lines(Instant.now()).forEach(out::println);
    }
    return report.isAnyReached() ? ExitStatus.DONE : ExitStatus.UNAVAILABLE;
  }

  /** Ends with the process: Ctrl-C is how people stop to look. */
  private void watch(List<ServerPlace> places) throws InterruptedException {
    Screen screen = new Screen(spec.commandLine().getOut(), System.console() != null);
    Runtime.getRuntime().addShutdownHook(new Thread(screen::close, "sipha-screen"));
    screen.open();
    while (true) {
      Instant now = Instant.now();
      List<String> lines = new ArrayList<>();
      lines.add(now.truncatedTo(ChronoUnit.SECONDS) + ", Ctrl-C ends");
      lines.add("");
      lines.addAll(PairReport.of(places).lines(now));
      screen.show(lines);
      Thread.sleep(EVERY.toMillis());
    }
  }
}
