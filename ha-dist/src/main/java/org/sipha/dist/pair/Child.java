package org.sipha.dist.pair;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.sipha.dist.ExitStatus;

/**
 * One server of the pair as a child process. A server that ends unexpectedly is started again after
 * {@link #PAUSE}.
 *
 * <p>The child reads our end of a pipe as its standard input and stops by itself when that ends
 * (see {@link org.sipha.dist.server.ParentWatch}); the system closes a pipe however a process ends,
 * also by {@code kill -9}.
 *
 * <p>Everything happens on the one thread of the executor that is handed in.
 */
final class Child {
  /** Between the end of a server and its next start (SPEC 8). */
  static final Duration PAUSE = Duration.ofSeconds(3);

  /** With these a server ends at its start only, and the next start would end in the same way. */
  private static final Set<Integer> HOPELESS =
      Set.of(ExitStatus.FAILED, ExitStatus.USAGE, ExitStatus.UNAVAILABLE, ExitStatus.CONFIGURATION);

  private final String name;
  private final List<String> command;
  private final Path output;
  private final ScheduledExecutorService thread;
  private final Consumer<String> say;
  private final IntConsumer giveUp;
  private @Nullable Process process;
  private boolean closing;
  private boolean everStartedAgain;

  /**
   * A server that isn't started yet.
   *
   * @param name for what is said of it
   * @param output file to which the process' standard output is appended; errors go where ours go
   * @param say told what happens, one line each
   * @param giveUp told the exit status of a server that can't start at all, so that starting it
   *     again is no use
   */
  Child(
      String name,
      List<String> command,
      Path output,
      ScheduledExecutorService thread,
      Consumer<String> say,
      IntConsumer giveUp) {
    this.name = name;
    this.command = List.copyOf(command);
    this.output = output;
    this.thread = thread;
    this.say = say;
    this.giveUp = giveUp;
  }

  /** Starts the server. */
  void start() {
    if (closing) {
      return;
    }
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process = started;
      say.accept(name + ": started, process " + started.pid());
      var unused = started.onExit().thenAcceptAsync(this::ended, thread);
    } catch (IOException e) {
      say.accept(name + ": can't be started: " + e.getMessage());
      startAgain();
    }
  }

  private void ended(Process ended) {
    process = null;
    if (closing) {
      return;
    }
    int status = ended.exitValue();
    if (!everStartedAgain && HOPELESS.contains(status)) {
      giveUp.accept(status);
      return;
    }
    everStartedAgain = true;
    say.accept(
        name
            + ": ended unexpectedly "
            + how(status)
            + ", started again in "
            + PAUSE.toSeconds()
            + " s");
    startAgain();
  }

  private void startAgain() {
    var unused = thread.schedule(this::start, PAUSE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Java reports a process that a signal ended as 128 and the signal's number. */
  private static String how(int status) {
    return switch (status) {
      case 128 + 9 -> "(killed)";
      case 128 + 15 -> "(terminated)";
      default -> status > 128 ? "(signal " + (status - 128) + ")" : "(exit status " + status + ")";
    };
  }

  /** Tells the server to stop, without waiting for it; it isn't started again. */
  void stop() {
    closing = true;
    Process running = process;
    if (running != null) {
      running.destroy();
    }
  }

  /** The running process, null if there is none. */
  @Nullable Process process() {
    return process;
  }
}
