package org.sipha.bench.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.ProcessFigures;
import org.sipha.it.harness.Program;
import org.sipha.it.harness.ShellCommand;

/**
 * A Kamailio with its processes, as Debian packs it (5.6 or newer), configured by a file of ours.
 */
final class Kamailio implements AutoCloseable {
  private static final Duration UP = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int SHARED_MEGABYTES = 1_024;
  private static final String SETTINGS = "/kamailio/kamailio.cfg";

  private final Path directory = Directories.fresh("kamailio");
  private final List<String> command = new ArrayList<>();
  private @Nullable Program program;

  /**
   * One that isn't started.
   *
   * @param peerPort where its peer is, 0 without one
   */
  Kamailio(int port, int peerPort, Telephones telephones) {
    Path control = directory.resolve("control");
    String routes =
        telephones.all().stream()
            .map(
                telephone ->
                    "  if ($rU == \"%s\") { $du = \"sip:127.0.0.1:%d\"; }"
                        .formatted(telephone.number(), telephone.port()))
            .collect(Collectors.joining("\n"));
    String settings =
        text()
            .replace("@PORT@", String.valueOf(port))
            .replace("@PEER@", String.valueOf(peerPort))
            .replace("@CONTROL@", control.toString())
            .replace("@ROUTES@", routes);
    Path file = directory.resolve("kamailio.cfg");
    try {
      Files.writeString(file, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    command.addAll(List.of("kamailio", "-DD", "-E", "-m", String.valueOf(SHARED_MEGABYTES)));
    command.addAll(List.of("-f", file.toString(), "-w", directory.toString()));
    command.addAll(List.of("-Y", directory.toString()));
    if (peerPort != 0) {
      command.addAll(List.of("-A", "REPLICATING"));
    }
  }

  /** Whether it is installed. */
  static boolean isInstalled() {
    try {
      return ShellCommand.run("kamailio", "-v").exitStatus() == 0;
    } catch (UncheckedIOException notFound) {
      return false;
    }
  }

  /** What it says it is. */
  static String version() {
    String said = ShellCommand.run("kamailio", "-v").output().lines().findFirst().orElse("");
    return "Kamailio " + said.replaceFirst("^version: kamailio ", "").replaceFirst(" .*", "");
  }

  private static String text() {
    try (InputStream in = Kamailio.class.getResourceAsStream(SETTINGS)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + SETTINGS);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it and waits until it answers. */
  void start() {
    program = LocalProgram.start(command, Map.of(), directory.resolve("output"));
    Await.until(
        UP,
        "Kamailio answers",
        () -> control("core.version").exitStatus() == 0,
        () -> "see " + directory.resolve("output"));
  }

  /** Ends it with SIGKILL, and each process of it, which wouldn't end for that. */
  void kill9() {
    Program running = program;
    if (running != null) {
      List<ProcessHandle> all = new ArrayList<>(processes(running));
      all.forEach(ProcessHandle::destroyForcibly);
      running.awaitExit(LOOK);
      program = null;
    }
  }

  private static List<ProcessHandle> processes(Program running) {
    return ProcessHandle.of(running.pid())
        .map(
            main -> {
              List<ProcessHandle> all = new ArrayList<>(main.descendants().toList());
              all.add(0, main);
              return all;
            })
        .orElse(List.of());
  }

  /** CPU time of all its processes so far. */
  Duration cpuTime() {
    Program running = program;
    if (running == null) {
      return Duration.ZERO;
    }
    return processes(running).stream()
        .map(process -> ProcessFigures.cpuTime(process.pid()))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Bytes in use of the memory that its processes share. */
  long sharedMemory() {
    return number("core.shmmem", "real_used");
  }

  /** How many dialogs it holds, in whatever state. */
  long dialogs() {
    return number("dlg.stats_active", "all");
  }

  private long number(String what, String name) {
    String answer = control(what).orThrow().output();
    Matcher line = Pattern.compile("(?m)^\\s*" + name + ": (\\d+)").matcher(answer);
    if (!line.find()) {
      throw new IllegalStateException("no " + name + " in: " + answer);
    }
    return Long.parseLong(line.group(1));
  }

  private ShellCommand control(String what) {
    return ShellCommand.run("kamcmd", "-s", "unix:" + directory.resolve("control"), what);
  }

  @Override
  public void close() {
    kill9();
  }
}
