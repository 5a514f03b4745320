package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.ProgramRun;
import org.sipha.dist.install.ProgramVersions;

/**
 * Servers that the operator's own programs stop, install and start: a second host, a container, a
 * package manager. The programs are {@code check}, {@code stop}, {@code install} and {@code start}
 * of one directory; what they are told stands in their environment (docs/upgrade.md).
 */
final class HookMethod implements Method {
  private static final List<String> HOOKS = List.of("check", "stop", "install", "start");

  /** Time enough for a package to be fetched and unpacked. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Path directory;
  private final Map<String, String> common;
  private final Map<String, Map<String, String>> ofNodes = new HashMap<>();
  private final JsonObject kept;

  /**
   * A method for these servers.
   *
   * @param directory of the hooks
   * @param home of the installation here
   * @param servers those whose configuration is here
   * @param kept what {@link #kept} gave before, empty if there was nothing
   * @throws CommandFailure if a hook is missing
   */
  HookMethod(
      Path directory,
      Path home,
      String pair,
      Servers urls,
      List<ServerSettings> servers,
      JsonObject kept)
      throws CommandFailure {
    this.directory = directory.toAbsolutePath();
    this.kept = kept.copy();
    common = Map.of("SIPHA_HOME", home.toString(), "SIPHA_PAIR", pair);
    for (String node : urls.names()) {
      String configuration =
          servers.stream()
              .filter(server -> server.applicationName().equals(node))
              .map(server -> server.file().toString())
              .findFirst()
              .orElse("");
      ofNodes.put(
          node,
          Map.of(
              "SIPHA_NODE", node,
              "SIPHA_URL", urls.place(node).url(),
              "SIPHA_CONFIG", configuration));
    }
    String missing =
        HOOKS.stream()
            .filter(hook -> !Files.isExecutable(this.directory.resolve(hook)))
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new CommandFailure(
          ExitStatus.USAGE,
          "in "
              + this.directory
              + " these hooks are missing or can't be executed: "
              + missing
              + " (docs/upgrade.md tells what they do)");
    }
  }

  @Override
  public void prepare(Seen seen) {
    seen(seen);
  }

  @Override
  public void seen(Seen seen) {
    kept.put(seen.node(), seen.version());
  }

  @Override
  public ProgramVersions ask(String node, String version) throws CommandFailure, IOException {
    ProgramRun run = run("check", node, version);
    if (run.exitStatus() == ExitStatus.CONFIGURATION) {
      throw new CommandFailure(ExitStatus.CONFIGURATION, run.errors().strip());
    }
    return ProgramVersions.parse(succeeded("check", run).output());
  }

  @Override
  public List<String> adopt(String node, String version) {
    return List.of();
  }

  @Override
  public void stop(String node, String next) throws IOException {
    succeeded("stop", run("stop", node, next));
  }

  @Override
  public List<String> install(String node, String version) throws IOException {
    return LastWords.of(succeeded("install", run("install", node, version)).output())
        .lines()
        .toList();
  }

  @Override
  public void start(String node, String version) throws IOException {
    succeeded("start", run("start", node, version));
  }

  private ProgramRun run(String hook, String node, String version) throws IOException {
    Map<String, String> environment = new HashMap<>(common);
    environment.putAll(ofNodes.getOrDefault(node, Map.of()));
    environment.put("SIPHA_STEP", hook);
    environment.put("SIPHA_FROM", kept.getString(node, ""));
    environment.put("SIPHA_TO", version);
    return ProgramRun.of(List.of(directory.resolve(hook).toString()), environment, LIMIT);
  }

  private static ProgramRun succeeded(String hook, ProgramRun run) throws IOException {
    if (run.exitStatus() == ExitStatus.DONE) {
      return run;
    }
    String words =
        Stream.of(run.output(), run.errors())
            .map(LastWords::of)
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("\n"));
    throw new IOException(
        "the hook " + hook + " ended with status " + run.exitStatus() + ":\n" + words);
  }

  @Override
  public Optional<Boolean> isRunning(String node) {
    return Optional.empty();
  }

  @Override
  public String lastWords(String node) {
    return "";
  }

  @Override
  public JsonObject kept() {
    return kept.copy();
  }
}
