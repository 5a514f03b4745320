package org.sipha.dist.cli;

import io.vertx.core.json.JsonObject;
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
import org.sipha.dist.cli.PairReport.OneReport;
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

  /** Of each server; more don't fit on a small screen. */
  private static final int EVENTS = 6;

  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(names = "--json", description = "All that the servers say, for programs.")
  boolean json;

  @Option(
      names = "--watch",
      description =
          "Show it and the last events on the whole screen, anew each second, until Ctrl-C. If the output is no terminal, one after the"
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
      PairReport report = PairReport.of(places);
      lines.addAll(report.lines(now));
      report.servers().forEach(server -> lines.addAll(events(server)));
      screen.show(lines);
      Thread.sleep(EVERY.toMillis());
    }
  }

  private static List<String> events(OneReport server) {
    List<String> lines = new ArrayList<>();
    if (server.status() != null) {
      lines.add("");
      lines.add(server.place().name() + ", what has happened (UTC):");
      try {
        JsonObject found = new NodeClient(server.place()).get("/events?limit=" + EVENTS);
        lines.addAll(EventsText.latestFirst(found));
      } catch (IOException e) {
        lines.add("  " + CommandFailure.reason(e));
      }
    }
    return lines;
  }
}
