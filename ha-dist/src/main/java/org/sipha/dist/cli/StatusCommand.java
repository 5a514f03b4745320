package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha status}: both servers, as they see themselves. */
@Command(
    name = "status",
    optionListHeading = "%nOptions:%n",
    description = {
      "Show both servers: role, HA connection, whether a switchover or an upgrade is safe and if not, why.",
      "",
      "Exit status 0 if at least one server answered, 69 if none did."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class StatusCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(names = "--json", description = "All that the servers say, for programs.")
  boolean json;

  /** What was learned of one server: its status, or why there is none. */
  private record Report(ServerPlace place, @Nullable JsonObject status, @Nullable String trouble) {}

  @Override
  public Integer call() throws CommandFailure, IOException {
    List<Report> reports = new ArrayList<>();
    where.servers().forEach(place -> reports.add(ask(place)));
    if (reports.size() == 1) {
      peerNamedBy(reports.get(0)).ifPresent(peer -> reports.add(ask(peer)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(reports).encodePrettily());
    } else {
      reports.forEach(report -> print(out, report));
    }
    return reports.stream().anyMatch(report -> report.status != null)
        ? ExitStatus.DONE
        : ExitStatus.UNAVAILABLE;
  }

  private static Report ask(ServerPlace place) {
    try {
      return new Report(place, new NodeClient(place).status(), null);
    } catch (IOException e) {
      return new Report(place, null, CommandFailure.reason(e));
    }
  }

  /** With one configuration only, the peer is where the server says that it is. */
  private static Optional<ServerPlace> peerNamedBy(Report report) {
    if (report.status == null) {
      return Optional.empty();
    }
    JsonObject connection = report.status.getJsonObject("haConnection");
    String name = connection.getString("peer");
    String address = connection.getString("peerHttpAddress");
    return name == null || address == null
        ? Optional.empty()
        : Optional.of(report.place.peer(name, address));
  }

  private static void print(PrintWriter out, Report report) {
    if (report.status == null) {
      out.println(StatusText.unreachable(report.place, String.valueOf(report.trouble)));
    } else {
      StatusText.of(report.place, report.status, Instant.now()).forEach(out::println);
    }
  }

  private static JsonObject json(List<Report> reports) {
    JsonArray servers = new JsonArray();
    for (Report report : reports) {
      servers.add(
          new JsonObject()
              .put("server", report.place.name())
              .put("url", report.place.url())
              .put("status", report.status)
              .put("trouble", report.trouble));
    }
    return new JsonObject().put("servers", servers);
  }
}
