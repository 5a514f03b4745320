package org.sipha.dist.install;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What came of a program that was run to its end.
 *
 * @param exitStatus as a shell sees it
 * @param output its standard output
 * @param errors its standard error
 */
public record ProgramRun(int exitStatus, String output, String errors) {

  /**
   * Runs a program; its standard input is empty.
   *
   * @throws IOException if it can't be started, or hasn't ended in time: it is killed then
   */
  static ProgramRun of(List<String> command, Duration limit) throws IOException {
    return of(command, Map.of(), limit);
  }

  /**
   * Runs a program; its standard input is empty.
   *
   * @param environment added to ours
   * @throws IOException if it can't be started, or hasn't ended in time: it is killed then
   */
  public static ProgramRun of(List<String> command, Map<String, String> environment, Duration limit)
      throws IOException {
    Path output = Files.createTempFile("sipha", ".out");
    Path errors = Files.createTempFile("sipha", ".err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      if (!ended(process, limit)) {
        throw new IOException(
            String.join(" ", command) + " hasn't ended after " + limit.toSeconds() + " s");
      }
      return new ProgramRun(process.exitValue(), text(output), text(errors));
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }

  private static boolean ended(Process process, Duration limit) throws IOException {
    try {
      if (process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for process " + process.pid(), e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return false;
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
