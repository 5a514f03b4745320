package org.sipha.dist.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sipha calls}: the calls that a server holds, or those that block. */
@Command(
    name = "calls",
    optionListHeading = "%nOptions:%n",
    description = {
      "List the calls of the primary: id, state, age, who calls whom.",
      "",
      "Exit status 0, or 69 if no server answered."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  sipha calls --dir pair --blocking         which calls hold readiness at 0, and why",
      "  sipha calls --dir pair --server sips-b    the copies on that server",
      "  sipha calls --dir pair --limit 100000 --json"
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class CallsCommand implements Callable<Integer> {
  /** What a server gives in one answer (SPEC 7). */
  private static final int PAGE = 1_000;

  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  Where where;

  @Option(
      names = "--blocking",
      description = "Only calls that hold readiness for switchover at 0, each with the reason.")
  boolean blocking;

  @Option(
      names = "--server",
      paramLabel = "NAME",
      description = "application-name of the server that is asked. Default: the primary.")
  @Nullable String name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "List at most so many. Default: ${DEFAULT-VALUE}.")
  int limit;

  @Option(names = "--json", description = "All that the server says of them, for programs.")
  boolean json;

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is a number from 1 on");
    }
    ServerPlace asked = asked(where.servers());
    JsonObject found = read(new NodeClient(asked), limit, blocking);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(found.put("server", asked.name()).encodePrettily());
    } else {
      CallsText.of(asked.name(), found, blocking, Instant.now()).forEach(out::println);
    }
    return ExitStatus.DONE;
  }

  private ServerPlace asked(List<ServerPlace> configured) throws CommandFailure {
    PairReport report = PairReport.of(configured);
    List<ServerPlace> places = report.servers().stream().map(PairReport.OneReport::place).toList();
    if (name != null) {
      return OneServer.named(name, places, spec.commandLine());
    }
    return report
        .primary()
        .map(PairReport.OneReport::place)
        .orElseThrow(
            () ->
                new CommandFailure(
                    ExitStatus.UNAVAILABLE,
                    "No primary was reached. --server NAME asks another server for its copies."));
  }

  /** As many pages as are wanted, in the shape of one. */
  static JsonObject read(NodeClient client, int limit, boolean blocking) throws IOException {
    JsonArray calls = new JsonArray();
    JsonObject page;
    String next = null;
    do {
      List<String> query = new ArrayList<>();
      query.add("limit=" + Math.min(PAGE, limit - calls.size()));
      if (blocking) {
        query.add("blocking=true");
      }
      if (next != null) {
        query.add("after=" + next);
      }
      page = client.get("/calls?" + String.join("&", query));
      page.getJsonArray("calls").forEach(calls::add);
      next = page.getString("next");
    } while (next != null && calls.size() < limit);
    return page.put("calls", calls);
  }
}
