package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.Installation;
import org.sipha.dist.install.ProgramRun;

/** Servers as units of systemd on this machine; see systemctl(1). */
final class SystemdMethod extends LocalMethod {
  /** What stands for the name of a server in a pattern for units. */
  static final String NAME = "NAME";

  /** The unit has limits of its own, which are shorter. */
  private static final Duration LIMIT = Duration.ofSeconds(120);

  private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);

  private final String pattern;
  private final String systemctl;

  /**
   * A method for these servers.
   *
   * @param pattern of the names of units, with {@link #NAME} in it
   * @param systemctl the program
   */
  SystemdMethod(
      Installation installation,
      List<ServerSettings> servers,
      JsonObject kept,
      String pattern,
      String systemctl) {
    super(installation, servers, kept);
    this.pattern = pattern;
    this.systemctl = systemctl;
  }

  private String unit(String node) {
    return pattern.replace(NAME, node);
  }

  @Override
  public void prepare(Seen seen) throws CommandFailure, IOException {
    if (!isRunning(seen.node()).equals(Optional.of(true))) {
      throw new CommandFailure(
          ExitStatus.REFUSED,
          "systemd doesn't run "
              + seen.node()
              + ": the unit "
              + unit(seen.node())
              + " isn't active. --unit names another one, --with processes is for servers without units");
    }
  }

  @Override
  public void seen(Seen seen) {
    // systemd knows the process.
  }

  @Override
  public void stop(String node, String next) throws IOException {
    command("stop", node);
  }

  @Override
  public void start(String node, String version) throws IOException {
    // A unit that has failed too often would be refused; this start is meant.
    systemctl(QUESTION_LIMIT, "reset-failed", unit(node));
    command("start", node);
  }

  private void command(String verb, String node) throws IOException {
    ProgramRun run = systemctl(LIMIT, verb, unit(node));
    if (run.exitStatus() != 0) {
      throw new IOException(
          "systemctl "
              + verb
              + " "
              + unit(node)
              + " failed ("
              + run.exitStatus()
              + "): "
              + LastWords.of(run.output() + run.errors()));
    }
  }

  @Override
  public Optional<Boolean> isRunning(String node) throws IOException {
    String state =
        systemctl(QUESTION_LIMIT, "show", "--value", "--property=ActiveState", unit(node))
            .output()
            .strip();
    return switch (state) {
      case "active", "reloading", "activating", "deactivating" -> Optional.of(true);
      case "inactive", "failed" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  @Override
  public String lastWords(String node) {
    try {
      ProgramRun run =
          ProgramRun.of(
              List.of(
                  "journalctl", "--unit", unit(node), "--lines=5", "--output=cat", "--no-pager"),
              Map.of(),
              QUESTION_LIMIT);
      return run.exitStatus() == 0 ? LastWords.of(run.output()) : "";
    } catch (IOException e) {
      return "";
    }
  }

  private ProgramRun systemctl(Duration limit, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(systemctl));
    command.addAll(List.of(arguments));
    return ProgramRun.of(command, Map.of(), limit);
  }
}
