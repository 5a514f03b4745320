package org.sipha.dist.upgrade;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.sipha.dist.CommandFailure;
import org.sipha.dist.ExitStatus;
import org.sipha.dist.Main;

/**
 * A process of this machine that runs {@code sipha server}, as proc(5) shows it.
 *
 * @param arguments after the word {@code server}
 * @param directory in which it works
 * @param environment of it what a server reads
 */
record LiveProcess(
    long pid, List<String> arguments, Path directory, Map<String, String> environment) {
  private static final Path PROC = Path.of("/proc");

  private static final int MOST_READS = 5;
  private static final Duration READ_AGAIN = Duration.ofMillis(10);
  private static final Duration BECOMING = Duration.ofSeconds(2);

  private static final int MOST_LOOKS = 6;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  /** The rest is the business of whoever started it, and may be secret. */
  private static final List<String> TAKEN_OVER =
      List.of("JAVA_HOME", "JAVA_TOOL_OPTIONS", "SIPHA_JAVA_OPTS");

  LiveProcess {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /**
   * The server that this process is; empty if there is no such process, or it is something else.
   *
   * @throws CommandFailure if it is another user's
   */
  static Optional<LiveProcess> of(long pid) throws CommandFailure, IOException {
    Path process = PROC.resolve(Long.toString(pid));
    try {
      List<String> words = commandLine(process);
      int server = serverWord(words);
      if (server < 0) {
        return Optional.empty();
      }
      if (!Files.getOwner(process).equals(Files.getOwner(PROC.resolve("self")))) {
        throw ofAnotherUser(pid); // root could read it, and would start the next one as root
      }
      Map<String, String> environment = new HashMap<>();
      for (String entry : words(process.resolve("environ"))) {
        int equals = entry.indexOf('=');
        if (equals > 0 && TAKEN_OVER.contains(entry.substring(0, equals))) {
          environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
      Path directory = Files.readSymbolicLink(process.resolve("cwd"));
      return Optional.of(
          new LiveProcess(pid, words.subList(server + 1, words.size()), directory, environment));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (AccessDeniedException e) {
      throw ofAnotherUser(pid);
    } catch (IOException e) {
      // While it was read. It has no memory any more a moment before it counts as a zombie.
      if (isGone(process) || String.valueOf(e.getMessage()).contains("No such process")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * This user's server of that configuration, whoever started it; empty if none runs. One that has
   * just been started seems to be nothing for a moment, so nothing is believed at the first look.
   */
  static Optional<LiveProcess> running(Path configuration) throws IOException {
    Optional<LiveProcess> found = Optional.empty();
    for (int tries = 0; tries < MOST_LOOKS && found.isEmpty(); tries++) {
      found = look(configuration);
      if (found.isEmpty()) {
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
    return found;
  }

  private static Optional<LiveProcess> look(Path configuration) throws IOException {
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      Optional<LiveProcess> server =
          seemsServer(process.pid()) ? mine(process.pid()) : Optional.empty();
      if (server.filter(found -> found.isOf(configuration)).isPresent()) {
        return server;
      }
    }
    return Optional.empty();
  }

  /** One look, for there are many others. */
  private static boolean seemsServer(long pid) {
    try {
      return serverWord(words(PROC.resolve(Long.toString(pid)).resolve("cmdline"))) >= 0;
    } catch (IOException e) {
      return false; // it has ended meanwhile
    }
  }

  private static Optional<LiveProcess> mine(long pid) throws IOException {
    try {
      return of(pid);
    } catch (CommandFailure e) {
      return Optional.empty();
    }
  }

  /**
   * Its command line. While a process becomes another program it has none, on a busy machine for a
   * while: so it is read again as long as there is none.
   */
  private static List<String> commandLine(Path process) throws IOException {
    List<String> words = List.of();
    long until = System.nanoTime() + BECOMING.toNanos();
    for (int tries = 0; !hasEnded(process); tries++) {
      words = words(process.resolve("cmdline"));
      boolean isWhole = words.equals(words(process.resolve("cmdline")));
      boolean isKnown = isWhole && (serverWord(words) >= 0 || tries >= MOST_READS);
      if ((isKnown && !words.isEmpty()) || System.nanoTime() - until > 0) {
        return words;
      }
      LockSupport.parkNanos(READ_AGAIN.toNanos());
    }
    return words;
  }

  /** Whether it is a zombie: it has ended, and nobody has asked for it yet. */
  private static boolean hasEnded(Path process) throws IOException {
    String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
    return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) >= 0;
  }

  private static boolean isGone(Path process) {
    try {
      return hasEnded(process);
    } catch (IOException e) {
      return true;
    }
  }

  private static CommandFailure ofAnotherUser(long pid) {
    return new CommandFailure(
        ExitStatus.FAILED,
        "process " + pid + " belongs to another user: run this as the user of the servers");
  }

  private static List<String> words(Path file) throws IOException {
    String all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return all.isEmpty() ? List.of() : new ArrayList<>(Arrays.asList(all.split("\0")));
  }

  /** Where the word is that makes it a server: after the script, or after the class it becomes. */
  private static int serverWord(List<String> words) {
    for (int i = 1; i < words.size(); i++) {
      String before = words.get(i - 1);
      boolean isSipha = before.equals(Main.class.getName()) || before.endsWith("bin/sipha");
      if (isSipha && words.get(i).equals("server")) {
        return i;
      }
    }
    return -1;
  }

  /** The value of an option, empty if it hasn't got it. */
  Optional<String> option(String name) {
    return option(arguments, name);
  }

  static Optional<String> option(List<String> arguments, String name) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).startsWith(name + "=")) {
        return Optional.of(arguments.get(i).substring(name.length() + 1));
      }
      if (arguments.get(i).equals(name) && i + 1 < arguments.size()) {
        return Optional.of(arguments.get(i + 1));
      }
    }
    return Optional.empty();
  }

  /** Whether it was started with this configuration. */
  boolean isOf(Path configuration) {
    try {
      Optional<String> file = option("--config");
      return file.isPresent() && Files.isSameFile(directory.resolve(file.get()), configuration);
    } catch (IOException e) {
      return false;
    }
  }

  boolean has(String flag) {
    return arguments.contains(flag);
  }
}
