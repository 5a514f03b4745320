package org.sipha.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import org.sipha.it.harness.Program;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/** A process in a container. */
final class ContainerProgram implements Program {
  private static final String IN_BACKGROUND =
      "out=$0; setsid \"$@\" >>\"$out\" 2>&1 </dev/null & echo $!";

  private final GenericContainer<?> container;
  private final long pid;

  private ContainerProgram(GenericContainer<?> container, long pid) {
    this.container = container;
    this.pid = pid;
  }

  static Program start(
      GenericContainer<?> container,
      List<String> command,
      Map<String, String> environment,
      Path output) {
    List<String> line = new ArrayList<>(List.of("env"));
    environment.forEach((name, value) -> line.add(name + "=" + value));
    line.addAll(List.of("sh", "-c", IN_BACKGROUND, output.toString()));
    line.addAll(command);
    String pid = run(container, line.toArray(String[]::new)).getStdout().strip();
    return new ContainerProgram(container, Long.parseLong(pid));
  }

  private static ExecResult run(GenericContainer<?> container, String... command) {
    try {
      return container.execInContainer(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public long pid() {
    return pid;
  }

  @Override
  public boolean isAlive() {
    return container.isRunning() && send("0").getExitCode() == 0;
  }

  @Override
  public void signal(String name) {
    if (send(name).getExitCode() != 0) {
      throw new IllegalStateException("no process " + pid + " for signal " + name);
    }
  }

  private ExecResult send(String signal) {
    return run(container, "sh", "-c", "kill -" + signal + " " + pid);
  }

  /** How it ended isn't known outside of the container: the status is 0. */
  @Override
  public OptionalInt awaitExit(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (isAlive()) {
      if (System.nanoTime() - end > 0) {
        return OptionalInt.empty();
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    return OptionalInt.of(0);
  }
}
