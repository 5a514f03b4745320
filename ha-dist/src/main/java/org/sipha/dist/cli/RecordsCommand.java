package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.records.MergedRecords;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sipha records}: the call detail records of both servers, each call once. */
@Command(
    name = "records",
    optionListHeading = "%nOptions:%n",
    description = {
      "Print the call detail records of one or both servers as lines of JSON, in the order in which the calls ended.",
      "",
      "A crash may leave a call in the files of both servers: it is printed once. A line that a crash has cut off is left"
          + " out and counted. Of two servers on two hosts, bring one's records here and name both directories."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class RecordsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  @Nullable Where where;

  @Parameters(
      arity = "0..*",
      paramLabel = "DIR",
      description = "data-directory of a server, or the directory records in it, or a copy of one.")
  List<Path> directories = List.of();

  @Override
  public Integer call() throws CommandFailure, IOException {
    CommandLine line = spec.commandLine();
    if (where == null && directories.isEmpty()) {
      throw new ParameterException(line, "Whose records? Give --config, --dir or directories.");
    }
    MergedRecords records = new MergedRecords();
    for (Path directory : directories) {
      if (records.add(directory) == 0) {
        throw new CommandFailure(
            ExitStatus.FAILED, directory + ": there are no call detail records here");
      }
    }
    if (where != null) {
      for (ServerPlace server : where.servers()) {
        records.add(server.dataDirectory().orElseThrow()); // none before its first call has ended
      }
    }
    PrintWriter out = line.getOut();
    records.lines().forEach(out::println);
    out.flush();
    if (records.damaged() > 0) {
      line.getErr().println(records.damaged() + " damaged lines were left out");
    }
    return ExitStatus.DONE;
  }
}
