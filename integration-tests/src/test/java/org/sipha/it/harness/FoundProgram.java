package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The process of a server, whoever has started it: an upgrade ends one and starts another. It is
 * known by the configuration file on its command line.
 */
public final class FoundProgram implements Program {
  private static final Path PROCESSES = Path.of("/proc");
  private static final Set<FoundProgram> EVER_STARTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> EVER_STARTED.forEach(program -> program.endIfItRuns("KILL"))));
  }

  private final String configuration;
  private volatile long lastPid;

  private FoundProgram(String configuration) {
    this.configuration = configuration;
  }

  /** Starts a server here as {@link LocalProgram} does. */
  public static Program start(List<String> command, Map<String, String> environment, Path output) {
    FoundProgram program = new FoundProgram(command.get(command.indexOf("--config") + 1));
    EVER_STARTED.add(program);
    Program started = LocalProgram.start(command, environment, output);
    program.lastPid = started.pid();
    return program;
  }

  @Override
  public long pid() {
    return find()
        .orElseThrow(() -> new AssertionError("no server runs with the file " + configuration));
  }

  @Override
  public boolean isAlive() {
    return find().isPresent();
  }

  @Override
  public void signal(String name) {
    endIfItRuns(name);
  }

  private void endIfItRuns(String signal) {
    find().ifPresent(pid -> ShellCommand.run("kill", "-" + signal, String.valueOf(pid)));
  }

  /** Its exit status, which only its parent knows, is given as 0. */
  @Override
  public OptionalInt awaitExit(Duration limit) {
    long pid = lastPid;
    Await.until(limit, "process " + pid + " has ended", () -> !isIts(pid), () -> configuration);
    return OptionalInt.of(0);
  }

  private OptionalLong find() {
    if (isIts(lastPid)) {
      return OptionalLong.of(lastPid);
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (isIts(pid)) {
          lastPid = pid;
          return OptionalLong.of(pid);
        }
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Neither a process that is gone nor one that only waits for its parent has a command line. */
  private boolean isIts(long pid) {
    Optional<List<String>> words = commandLine(pid);
    return words
        .filter(command -> command.contains("server") && command.contains(configuration))
        .isPresent();
  }

  private static Optional<List<String>> commandLine(long pid) {
    try {
      Path file = PROCESSES.resolve(String.valueOf(pid)).resolve("cmdline");
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return Optional.of(List.of(text.split("\0", -1)));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
