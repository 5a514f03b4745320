package org.sipha.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.pair.PairPorts;
import org.sipha.dist.pair.PairRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha pair}: the embedded default. */
@Command(
    name = "pair",
    optionListHeading = "%nOptions:%n",
    description = {
      "Run a complete pair on this machine: two server processes with one service address on 127.0.0.1, and failover by a"
          + " file lock. Nothing else is needed.",
      "",
      "A server that ends unexpectedly is started again after 3 s, so kill one and watch. Ctrl-C ends both.",
      "",
      "With --demo two built-in telephones keep calls going: 20 long ones, and a new one each second. A line every 5 s"
          + " says how many were set up and dropped."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class PairCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Keep configuration, data and logs here, as written before or with free ports; without it in a temporary"
              + " directory that is deleted at the end.")
  @Nullable Path directory;

  @Option(names = "--demo", description = "Keep calls going.")
  boolean demo;

  @Option(
      names = "--sip-port",
      paramLabel = "PORT",
      converter = PortPair.PortConverter.class,
      description = "Port of the service address.")
  @Nullable Integer sipPort;

  @Option(
      names = "--http-ports",
      paramLabel = "A,B",
      converter = PortPair.Converter.class,
      description = "Ports of the pages of both servers.")
  @Nullable PortPair httpPorts;

  @Option(
      names = "--ha-ports",
      paramLabel = "A,B",
      converter = PortPair.Converter.class,
      description = "Ports of both ends of the HA connection.")
  @Nullable PortPair haPorts;

  @Option(names = "--lab-settling", hidden = true, paramLabel = "S")
  @Nullable String labSettling;

  @Override
  public Integer call() throws CommandFailure, IOException {
    CommandLine line = spec.commandLine();
    PrintWriter out = line.getOut();
    PairRun.Options options =
        new PairRun.Options(
            Optional.ofNullable(directory),
            new PairPorts(
                Optional.ofNullable(sipPort),
                Optional.ofNullable(httpPorts).map(PortPair::asList),
                Optional.ofNullable(haPorts).map(PortPair::asList)),
            demo,
            labSettling == null
                ? List.of()
                : List.of("--lab-settling", checkedSettling(labSettling)));
    PairRun run;
    run =
        PairRun.start(
            options,
            text -> {
              synchronized (out) {
                out.println(text);
                out.flush();
              }
            });
    Runtime.getRuntime().addShutdownHook(new Thread(run::close, "sipha-pair-stop"));
    return run.awaitEnd();
  }

  private String checkedSettling(String text) {
    var unused = Seconds.parse(spec.commandLine(), "--lab-settling", text);
    return text;
  }
}
