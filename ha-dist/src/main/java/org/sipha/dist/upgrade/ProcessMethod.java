package org.sipha.dist.upgrade;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.sipha.config.ServerSettings;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.install.Installation;

/**
 * Servers as plain processes of this machine. One is stopped by SIGTERM, never by SIGKILL: what a
 * server does before it ends is its own business. It is started again with the command line that it
 * had, in a session of its own, so that neither Ctrl-C nor the end of this program ends it.
 */
final class ProcessMethod extends LocalMethod {
  private static final Duration POLL = Duration.ofMillis(50);

  private final Duration stopLimit;

  /**
   * A method for these servers.
   *
   * @param kept what {@link #kept} gave before, empty if there was nothing
   * @param stopLimit a server may take so long to end
   */
  ProcessMethod(
      Installation installation,
      List<ServerSettings> servers,
      JsonObject kept,
      Duration stopLimit) {
    super(installation, servers, kept);
    this.stopLimit = stopLimit;
  }

  @Override
  public void prepare(Seen seen) throws CommandFailure, IOException {
    Path configuration = configuration(seen.node());
    long pid = seen.process().orElse(0);
    Optional<LiveProcess> live = LiveProcess.of(pid);
    if (live.filter(found -> found.has("-host")).isPresent()) {
      throw refusal(
          seen.node()
              + " has its configuration from a configuration server, which this can't ask for both versions: use --with hooks");
    }
    LiveProcess process =
        live.filter(found -> found.isOf(configuration))
            .orElseThrow(
                () ->
                    refusal(
                        "process "
                            + pid
                            + ", which "
                            + seen.node()
                            + " says that it is, isn't a sipha server of this machine with the configuration "
                            + configuration
                            + ": run this on its host, or use --with hooks"));
    if (process.has("--parent-watch")) {
      throw refusal(
          seen.node()
              + " runs under sipha pair, which would start the old version again: end sipha pair, and start each server with "
              + program(seen.node())
              + " server --config "
              + configuration);
    }
    remember(process, seen.node());
  }

  private static CommandFailure refusal(String text) {
    return new CommandFailure(ExitStatus.REFUSED, text);
  }

  private void remember(LiveProcess process, String node) {
    JsonObject environment = new JsonObject();
    process.environment().forEach(environment::put);
    keptOf(node)
        .put("process", process.pid())
        .put("arguments", new JsonArray(process.arguments()))
        .put("directory", process.directory().toString())
        .put("environment", environment);
  }

  @Override
  public void seen(Seen seen) {
    seen.process().ifPresent(pid -> keptOf(seen.node()).put("process", pid));
  }

  private Optional<LiveProcess> process(String node) throws CommandFailure, IOException {
    long pid = keptOf(node).getLong("process", 0L);
    Path configuration = configuration(node);
    return pid == 0
        ? Optional.empty()
        : LiveProcess.of(pid).filter(found -> found.isOf(configuration));
  }

  @Override
  public Optional<Boolean> isRunning(String node) throws IOException {
    try {
      return keptOf(node).containsKey("process")
          ? Optional.of(process(node).isPresent())
          : Optional.empty();
    } catch (CommandFailure e) {
      return Optional.empty();
    }
  }

  @Override
  public void stop(String node, String next) throws CommandFailure, IOException {
    Optional<LiveProcess> found = process(node);
    if (found.isEmpty()) {
      return;
    }
    long pid = found.get().pid();
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    long until = System.nanoTime() + stopLimit.toNanos();
    while (process(node).isPresent()) {
      if (System.nanoTime() >= until) {
        throw refusal(
            "process "
                + pid
                + " got SIGTERM and hasn't ended after "
                + stopLimit.toSeconds()
                + " s: look at its log, end it yourself, then sipha upgrade --resume");
      }
      sleep();
    }
  }

  private static void sleep() throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void start(String node, String version) throws CommandFailure, IOException {
    JsonObject kept = keptOf(node);
    // Whoever was killed right after starting it hasn't written down which process it is.
    Optional<LiveProcess> running = LiveProcess.running(configuration(node));
    if (running.isPresent()) {
      kept.put("process", running.get().pid());
      return;
    }
    List<String> command = new ArrayList<>(ownSession());
    command.add(program(node).toString());
    command.add("server");
    arguments(node).forEach(command::add);
    Path directory = Path.of(kept.getString("directory", "/"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Files.isDirectory(directory) ? directory.toFile() : null)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(output(node).toFile())
            .redirectErrorStream(true);
    for (Map.Entry<String, Object> entry :
        kept.getJsonObject("environment", new JsonObject()).getMap().entrySet()) {
      builder.environment().put(entry.getKey(), String.valueOf(entry.getValue()));
    }
    kept.put("process", builder.start().pid());
  }

  /** setsid(1), if there is one: it becomes the program, so the process number stays. */
  private static List<String> ownSession() {
    String path = System.getenv("PATH");
    for (String directory : (path == null ? "" : path).split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(directory, "setsid"))) {
        return List.of(Path.of(directory, "setsid").toString());
      }
    }
    return List.of();
  }

  private List<String> arguments(String node) {
    JsonArray arguments = keptOf(node).getJsonArray("arguments");
    return arguments == null
        ? List.of("--config", configuration(node).toString())
        : arguments.stream().map(String::valueOf).toList();
  }

  private Path output(String node) throws IOException {
    return Files.createDirectories(installation().home().resolve("upgrades"))
        .resolve(node + ".out");
  }

  @Override
  public String lastWords(String node) throws IOException {
    String said = LastWords.of(output(node));
    Optional<String> logs = LiveProcess.option(arguments(node), "--log-directory");
    if (!said.isEmpty() || logs.isEmpty()) {
      return said;
    }
    Path directory = Path.of(keptOf(node).getString("directory", "/")).resolve(logs.get());
    return LastWords.of(directory.resolve(node + ".log"));
  }
}
