package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;

/**
 * Lets a process run a part of the time only, by SIGSTOP and SIGCONT in turn: what an overloaded
 * host or a hypervisor does to a process. At the end, after 10 minutes at the latest, it runs
 * freely.
 */
public final class SlowMotion implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Program program;
  private final Process switching;

  /** From now on the server stands still and runs in turn for so long each. */
  public SlowMotion(Server server, Duration stands, Duration runs) {
    this(server.program(), stands, runs);
  }

  /** From now on the process stands still and runs in turn for so long each. */
  public SlowMotion(Program program, Duration stands, Duration runs) {
    this.program = program;
    String script =
        String.format(
            Locale.ROOT,
            "for ((i = 0; i < %d; i++)); do kill -STOP %d; sleep %.3f; kill -CONT %d; sleep %.3f; done",
            LONGEST.dividedBy(stands.plus(runs)),
            program.pid(),
            stands.toMillis() / 1e3,
            program.pid(),
            runs.toMillis() / 1e3);
    try {
      switching = ChildProcesses.start(new ProcessBuilder("bash", "-c", script));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ChildProcesses.end(switching);
    program.signal("CONT");
  }
}
