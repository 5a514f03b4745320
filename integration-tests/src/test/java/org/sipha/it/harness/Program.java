package org.sipha.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A server's process, on whichever host it runs. */
public interface Program {
  /** Starts programs on a host. */
  @FunctionalInterface
  interface Starter {
    /**
     * Starts a command and doesn't wait for anything.
     *
     * @param environment what it is told beside the host's environment
     * @param output where its output is added to
     */
    Program start(List<String> command, Map<String, String> environment, Path output);
  }

  /** Its process id, as its host counts. */
  long pid();

  /** Whether it runs; a frozen one does. */
  boolean isAlive();

  /** Sends it a signal: {@code KILL}, {@code TERM}, {@code STOP} or {@code CONT}. */
  void signal(String name);

  /** Its exit status once it has ended; empty if it still runs after a time. */
  OptionalInt awaitExit(Duration limit);
}
