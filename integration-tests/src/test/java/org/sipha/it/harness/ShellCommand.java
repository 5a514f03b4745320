package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a finished command said.
 *
 * @param exitStatus as a shell sees it
 * @param output standard output and standard error in one
 */
public record ShellCommand(List<String> command, int exitStatus, String output) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Copies the list. */
  public ShellCommand {
    command = List.copyOf(command);
  }

  /**
   * Runs a command to its end.
   *
   * @throws AssertionError if it runs for longer than a minute; it is ended then
   */
  public static ShellCommand run(String... command) {
    return run(LIMIT, command);
  }

  /**
   * Runs a command to its end.
   *
   * @throws AssertionError if it runs for longer than {@code limit}; it is ended then
   */
  public static ShellCommand run(Duration limit, String... command) {
    try {
      Path output = Files.createTempFile("command", ".out");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              "still running after " + limit + ": " + List.of(command) + "\n" + read(output));
        }
        return new ShellCommand(List.of(command), process.exitValue(), read(output));
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs {@code bin/sipha} of the tarball. */
  public static ShellCommand sipha(String... arguments) {
    String[] command = new String[arguments.length + 1];
    command[0] = Build.present().sipha().toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return run(command);
  }

  /** This, if it ended with 0. */
  public ShellCommand orThrow() {
    if (exitStatus != 0) {
      throw new AssertionError(command + " ended with " + exitStatus + "\n" + output);
    }
    return this;
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
