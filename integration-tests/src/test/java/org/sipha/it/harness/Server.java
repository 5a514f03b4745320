package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One server of a pair: its files, and its process while there is one. */
public final class Server {
  private final String name;
  private final Path config;
  private final Path output;
  private final List<String> arguments;
  private final String javaOptions;
  private final NodeHttp http;
  private final UnaryOperator<List<String>> command;
  private @Nullable Process process;

  Server(
      String name,
      Path config,
      NodeHttp http,
      List<String> arguments,
      String javaOptions,
      UnaryOperator<List<String>> command) {
    this.name = name;
    this.config = config;
    this.output = config.resolveSibling(name + ".out");
    this.arguments = List.copyOf(arguments);
    this.javaOptions = javaOptions;
    this.http = http;
    this.command = command;
  }

  /** {@code application-name}. */
  public String name() {
    return name;
  }

  /** Its configuration file. */
  public Path config() {
    return config;
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
    List<String> line = new ArrayList<>();
    line.addAll(List.of(Tarball.sipha().toString(), "server", "--config", config.toString()));
    line.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command.apply(line))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Map<String, String> environment = builder.environment();
    environment.put("SIPHA_JAVA_OPTS", javaOptions);
    try {
      process = ChildProcesses.start(builder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether its process runs; a frozen one does. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return started().pid();
  }

  /** Ends it with SIGKILL and waits until the operating system has cleaned up. */
  public void kill9() {
    started().destroyForcibly();
    awaitExit(Duration.ofSeconds(10));
  }

  /** Asks it with SIGTERM to stop, and waits for that. */
  public int stop() {
    started().destroy();
    return awaitExit(Duration.ofSeconds(20));
  }

  /** Stops its threads with SIGSTOP. */
  public void freeze() {
    ShellCommand.run("kill", "-STOP", String.valueOf(pid())).orThrow();
  }

  /** Lets it go on after {@link #freeze}. */
  public void thaw() {
    ShellCommand.run("kill", "-CONT", String.valueOf(pid())).orThrow();
  }

  /**
   * Waits until its process has ended.
   *
   * @return the exit status
   */
  public int awaitExit(Duration limit) {
    try {
      if (!started().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(name + " still runs after " + limit + "\n" + describe());
      }
      return started().exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Its last status and the end of its output, for messages. */
  public String describe() {
    String status = http.tryStatus(Duration.ofMillis(500)).map(Object::toString).orElse("silent");
    return "--- %s (%s): %s%n%s"
        .formatted(name, isAlive() ? "runs" : "not running", status, Directories.tail(output, 15));
  }

  void close() {
    if (process != null) {
      ChildProcesses.end(process);
    }
  }

  private Process started() {
    if (process == null) {
      throw new IllegalStateException(name + " was never started");
    }
    return process;
  }
}
