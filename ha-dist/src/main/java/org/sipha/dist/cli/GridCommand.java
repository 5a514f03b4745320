package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.sipha.config.type.Choice;
import org.sipha.config.type.Endpoints;
import org.sipha.config.type.HostPort;
import org.sipha.config.type.LogFormat;
import org.sipha.config.type.Reading;
import org.sipha.config.type.ValueType;
import org.sipha.config.type.Verbosity;
import org.sipha.config.type.Word;
import org.sipha.core.port.GridMemberSettings;
import org.sipha.core.port.GridMembers;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.LogSetup;
import org.sipha.dist.OptionalJars;
import org.sipha.dist.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sipha grid}. */
@Command(
    name = "grid",
    optionListHeading = "%nOptions:%n",
    description = {
      "Run one member of a grid in the foreground, until SIGTERM.",
      "",
      "A grid keeps the calls of any number of pairs, so that a second failure loses none while a"
          + " backup has no complete copy. It needs three members at least, on hosts of their own:"
          + " more than half of them must be together. Servers use it by [hazelcast] members in"
          + " their configuration. Connections are not encrypted: give the grid a network of its"
          + " own or a tunnel.",
      "",
      "Memory: SIPHA_JAVA_OPTS=-Xmx2g; docs/grid.md says how much is needed."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class GridCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(GridCommand.class);

  @Spec CommandSpec spec;

  @Option(
      names = "--listen",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Address and port of this member, as --members names it.")
  String listen;

  @Option(
      names = "--members",
      required = true,
      paramLabel = "A:P,B:P,C:P",
      description = "All members, this one among them; the same for each.")
  String members;

  @Option(
      names = "--cluster-name",
      paramLabel = "NAME",
      defaultValue = "sipha",
      description = "Name of the grid; by default sipha. Members of another name are strangers.")
  String clusterName;

  @Option(
      names = "--log-directory",
      paramLabel = "DIR",
      description =
          "Write the log to DIR/grid.log, rolled over daily and at 20 MB, instead of standard"
              + " output.")
  @Nullable Path logDirectory;

  @Option(
      names = "--log-format",
      paramLabel = "FORMAT",
      defaultValue = "plain",
      description = "How a line of the log is written: plain or json.")
  String logFormat;

  @Override
  public Integer call() throws CommandFailure {
    GridMemberSettings settings = settings();
    LogSetup.server(
        "grid",
        Optional.ofNullable(logDirectory),
        read("--log-format", Choice.of(LogFormat.class), logFormat),
        Verbosity.STANDARD);
    GridMembers grid =
        OptionalJars.ofThisProgram().load("hazelcast", GridMembers.class, "sipha grid");
    LOG.info(
        "sipha {}, member {}:{} of the grid {}, process {}, Java {}",
        Version.text(),
        settings.host(),
        settings.port(),
        settings.clusterName(),
        ProcessHandle.current().pid(),
        Runtime.version());
    GridMembers.Running member;
    try {
      member = grid.start(settings);
    } catch (IOException e) {
      throw new CommandFailure(ExitStatus.UNAVAILABLE, String.valueOf(e.getMessage()));
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(member), "sipha-stop"));
    try {
      new CountDownLatch(1).await(); // SIGTERM ends the process through the hook
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitStatus.DONE;
  }

  private static void end(GridMembers.Running member) {
    LOG.info("this member hands over what it holds, and ends");
    member.close();
  }

  private GridMemberSettings settings() {
    List<HostPort> all = read("--members", new Endpoints(), members);
    List<HostPort> here = read("--listen", new Endpoints(), listen);
    if (here.size() != 1 || !all.contains(here.get(0))) {
      throw wrong("--listen " + listen + " is none of --members " + members);
    }
    return new GridMemberSettings(
        read("--cluster-name", Word.name(), clusterName),
        here.get(0).host(),
        here.get(0).port(),
        all.stream().map(HostPort::toString).toList());
  }

  private <T> T read(String option, ValueType<T> type, String text) {
    Reading<T> reading = type.read(text);
    @Nullable T value = reading.value();
    if (value == null) {
      throw wrong(
          option + " " + text + ": the value " + reading.wrong() + "; valid: " + type.valid());
    }
    return value;
  }

  private ParameterException wrong(String text) {
    return new ParameterException(spec.commandLine(), text);
  }
}
