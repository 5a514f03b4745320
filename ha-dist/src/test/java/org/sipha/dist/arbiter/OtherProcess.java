package org.sipha.dist.arbiter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Another server's process, as far as a lock file is concerned: {@code lock}, {@code unlock} and
 * {@code write N} on its standard input, each answered by a line.
 */
final class OtherProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final PrintStream orders;

  OtherProcess(Path lockFile) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OtherProcess.class.getName(),
                lockFile.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  String order(String text) throws IOException {
    orders.println(text);
    return answers.readLine();
  }

  /** As by kill -9. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] args) throws IOException {
    LockFile file = LockFile.open(Path.of(args[0]));
    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        .lines()
        .forEach(order -> System.out.println(obey(file, order)));
  }

  private static String obey(LockFile file, String order) {
    try {
      if (order.equals("lock")) {
        return file.tryLock() ? "locked" : "denied";
      }
      if (order.equals("unlock")) {
        file.unlock();
        return "unlocked";
      }
      file.writeEpoch(Long.parseLong(order.substring("write ".length())));
      return "written";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
