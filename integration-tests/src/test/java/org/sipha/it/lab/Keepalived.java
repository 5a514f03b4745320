package org.sipha.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Build;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.Needed;
import org.sipha.it.harness.Program;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.lab.Lab.End;

/**
 * Debian's keepalived on both hosts, with the configuration and the script of the tarball: only
 * what its text says is different on each host, and where things are here, is replaced.
 */
final class Keepalived implements AutoCloseable {
  private static final Duration SETTLED = Duration.ofSeconds(20);
  private static final String NOT_INSTALLED =
      "keepalived or curl isn't installed (Debian: apt-get install keepalived curl)";

  /** keepalived knows no path with a space. */
  private final Path directory;

  private final List<Program> programs = new ArrayList<>();
  private final List<Path> logs = new ArrayList<>();

  private Keepalived() {
    try {
      directory = Files.createTempDirectory("sipha-keepalived");
      Files.createSymbolicLink(directory.resolve("sipha"), Build.present().home());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips the calling test with a reason where it can't be had; a continuous build fails. */
  static void require() {
    boolean installed =
        ShellCommand.run("sh", "-c", "command -v keepalived && command -v curl").exitStatus() == 0;
    Needed.require(installed, NOT_INSTALLED);
  }

  /** Starts it on both hosts, and waits until it has found the primary. */
  static Keepalived start(Scene scene) {
    Keepalived keepalived = new Keepalived();
    try {
      for (Server server : scene.pair().servers()) {
        keepalived.start(scene.endOf(server), server);
      }
      int primary = scene.pair().servers().indexOf(scene.pair().primary());
      Await.until(
          SETTLED,
          "keepalived has found the primary",
          () -> keepalived.log(primary).contains("Entering MASTER STATE"),
          () -> keepalived.log(0) + "\n" + keepalived.log(1));
      return keepalived;
    } catch (RuntimeException | AssertionError e) {
      keepalived.close();
      throw e;
    }
  }

  private void start(End end, Server server) {
    Path configuration = directory.resolve("keepalived-" + end + ".conf");
    Path home = directory.resolve(server.name());
    try {
      Files.createSymbolicLink(home, server.config().getParent());
      Path sample =
          Build.present().home().resolve("share").resolve("keepalived").resolve("keepalived.conf");
      Files.writeString(
          configuration,
          Files.readString(sample)
              .replace("router_id sips-a", "router_id " + server.name())
              .replace("http://10.0.0.1:8080/", server.http().url())
              .replace("interface eth0", "interface sip")
              .replace("/opt/sipha/current", directory.resolve("sipha").toString())
              .replace(
                  "/etc/sipha/sips-a.ini", home.resolve(server.config().getFileName()).toString()));
      Files.setPosixFilePermissions(configuration, PosixFilePermissions.fromString("rw-r--r--"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path log = Directories.fresh("keepalived").resolve("log");
    logs.add(log);
    programs.add(
        LocalProgram.start(
            NamespaceLab.inNamespace(
                Seat.of(end),
                List.of(
                    "keepalived",
                    "--dont-fork",
                    "--log-console",
                    "--no-syslog",
                    "--vrrp",
                    "--use-file=" + configuration,
                    "--pid=" + directory.resolve("pid-" + end),
                    "--vrrp_pid=" + directory.resolve("vrrp-pid-" + end))),
            Map.of("SIPHA_RUN_DIRECTORY", directory.toString()),
            log));
  }

  private String log(int server) {
    try {
      return Files.readString(logs.get(server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (Program program : programs) {
      program.signal("TERM");
    }
    for (Program program : programs) {
      if (program.awaitExit(Duration.ofSeconds(10)).isEmpty()) {
        program.signal("KILL");
      }
    }
    ShellCommand.run("rm", "-r", directory.toString());
  }
}
