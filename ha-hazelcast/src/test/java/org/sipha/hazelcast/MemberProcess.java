package org.sipha.hazelcast;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sipha.core.port.GridMemberSettings;

/** A member in a process of its own, which can be frozen. */
final class MemberProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  private MemberProcess(Process process) {
    this.process = process;
    output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static MemberProcess begin(GridMemberSettings settings) throws IOException {
    return new MemberProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                MemberProcess.class.getName(),
                settings.clusterName(),
                String.valueOf(settings.port()),
                String.join(",", settings.members()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  void awaitStart() throws IOException {
    String line = output.readLine();
    while (line != null && !line.equals("started")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("the member has not started");
    }
  }

  /** Stops it as a debugger would: its sockets stay open, and nobody answers. */
  void freeze() throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IOException("the member can't be frozen");
    }
  }

  /** As by kill -9, frozen or not. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  public static void main(String[] args) throws IOException {
    GridMember.start(
        new GridMemberSettings(
            args[0], "127.0.0.1", Integer.parseInt(args[1]), List.of(args[2].split(","))));
    System.out.println("started");
    if (System.in.read() < 0) { // whoever started it has ended
      Runtime.getRuntime().halt(0);
    }
  }
}
