package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.server.ServerOptions;
import org.sipha.dist.server.ServerRun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sipha server}. */
@Command(
    name = "server",
    optionListHeading = "%nOptions:%n",
    description = {
      "Run one server of a pair in the foreground, until SIGTERM.",
      "",
      "Its configuration is a file (--config), or what a configuration server gives for an application (-host, -port,"
          + " -app). The latter is asked with SIPHA_CONFIG_USER and SIPHA_CONFIG_PASSWORD, or SIPHA_CONFIG_TOKEN, if they"
          + " are in the environment.",
      "",
      "A primary that is told to end hands its calls over first. With an invalid configuration nothing starts: all"
          + " problems are reported at once, with status 78."
    })
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class ServerCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Its configuration; sipha config check FILE tells whether it is valid.")
  @Nullable Path config;

  @Mixin ServerSource configurationServer;

  @Option(
      names = "--log-directory",
      paramLabel = "DIR",
      description =
          "Write the log to DIR/APPLICATION-NAME.log, rolled over daily and at 20 MB, instead of standard output.")
  @Nullable Path logDirectory;

  @Option(names = "--lab-settling", hidden = true, paramLabel = "S")
  @Nullable String labSettling;

  @Option(names = "--parent-watch", hidden = true)
  boolean parentWatch;

  @Override
  public Integer call() throws CommandFailure, IOException {
    CommandLine line = spec.commandLine();
    ServerOptions options =
        new ServerOptions(
            configurationServer.or(config, line),
            Optional.ofNullable(logDirectory),
            Optional.ofNullable(labSettling)
                .map(text -> Seconds.parse(line, "--lab-settling", text)),
            parentWatch);
    return ServerRun.inForeground(options);
  }
}
