package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One server of a pair: its files, and its process while there is one. */
public final class Server {
  private final String name;
  private final Path config;
  private final Path data;
  private final Path output;
  private final List<String> arguments;
  private final Map<String, String> environment = new HashMap<>();
  private final NodeHttp http;
  private final Program.Starter starter;
  private Path sipha = Build.present().sipha();
  private List<String> source;
  private @Nullable Program program;

  Server(
      String name,
      Path config,
      Path data,
      NodeHttp http,
      List<String> arguments,
      String javaOptions,
      Program.Starter starter) {
    this.name = name;
    this.config = config;
    this.data = data;
    this.output = config.resolveSibling(name + ".out");
    this.arguments = List.copyOf(arguments);
    this.http = http;
    this.starter = starter;
    this.source = List.of("--config", config.toString());
    this.environment.put("SIPHA_JAVA_OPTS", javaOptions);
  }

  /** {@code application-name}. */
  public String name() {
    return name;
  }

  /** Its configuration file. */
  public Path config() {
    return config;
  }

  /** {@code data-directory}. */
  public Path data() {
    return data;
  }

  /** Its pages. */
  public NodeHttp http() {
    return http;
  }

  /** Starts its process and doesn't wait for anything. */
  public void start() {
    if (isAlive()) {
      throw new IllegalStateException(name + " runs already");
    }
    List<String> command = new ArrayList<>();
    command.addAll(List.of(sipha.toString(), "server"));
    command.addAll(source);
    command.addAll(arguments);
    program = starter.start(command, environment, output);
  }

  /** From its next start on it runs that program: {@code bin/sipha} of some version. */
  public void run(Path program) {
    sipha = program;
  }

  /** From its next start on it reads its configuration there, and not in its file. */
  public void configureBy(ConfigServer server) {
    source = server.arguments(name, config.resolveSibling(""));
    environment.putAll(server.credentials());
  }

  /** Whether its process runs; a frozen one does. */
  public boolean isAlive() {
    return program != null && program.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return program().pid();
  }

  /** Ends it with SIGKILL and waits until the operating system has cleaned up. */
  public void kill9() {
    program().signal("KILL");
    awaitExit(Duration.ofSeconds(10));
  }

  /** Asks it with SIGTERM to stop, and waits for that. */
  public int stop() {
    program().signal("TERM");
    return awaitExit(Duration.ofSeconds(20));
  }

  /** Has it read its configuration anew, with SIGHUP. */
  public void hangUp() {
    program().signal("HUP");
  }

  /** Stops its threads with SIGSTOP. */
  public void freeze() {
    program().signal("STOP");
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() {
    program().signal("CONT");
  }

  /**
   * Waits until its process has ended.
   *
   * @return the exit status
   */
  public int awaitExit(Duration limit) {
    OptionalInt status = program().awaitExit(limit);
    return status.orElseThrow(
        () -> new AssertionError(name + " still runs after " + limit + "\n" + describe()));
  }

  /** Everything that its processes have written to their output. */
  public List<String> log() {
    try {
      return Files.readAllLines(output, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its last status and the end of its output, for messages. */
  public String describe() {
    String status = http.tryStatus(Duration.ofMillis(500)).map(Object::toString).orElse("silent");
    return "--- %s (%s): %s%n%s"
        .formatted(name, isAlive() ? "runs" : "not running", status, Directories.tail(output, 15));
  }

  void close() {
    if (isAlive()) {
      kill9();
    }
  }

  /** Its process. */
  Program program() {
    if (program == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return program;
  }
}
