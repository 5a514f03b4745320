package org.sipha.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sipha use}. */
@Command(
    name = "use",
    optionListHeading = "%nOptions:%n",
    description = {
      "Have a server run an installed version from its next start on. The server isn't touched.",
      "",
      "sipha upgrade does this for both servers at the right moments; this command is for its hooks, and for a server that"
          + " is down. If the version can't use the present configuration, the one that the server ran with under this"
          + " version is put in its place; the present one is kept."
    },
    footerHeading = "%nExample:%n",
    footer = "  sipha use 0.2.0 --config /etc/sipha/sips-a.ini")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
public final class UseCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "VERSION", description = "A version that is installed.")
  String version;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      required = true,
      description = "Configuration of the server.")
  Path config;

  @Mixin Home home;

  @Override
  public Integer call() throws CommandFailure, IOException {
    String server = Where.settings(config).applicationName();
    List<String> done = home.installation(spec.commandLine()).use(server, version, config);
    if (done.isEmpty()) {
      done = List.of(server + " runs " + version + " already from its next start on");
    }
    done.forEach(spec.commandLine().getOut()::println);
    return ExitStatus.DONE;
  }
}
