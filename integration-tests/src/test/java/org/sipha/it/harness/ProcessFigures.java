package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the operating system and the JVM tools say of a server's process (Linux). */
public final class ProcessFigures {
  private static final Pattern HEAP = Pattern.compile("total \\d+K, used (\\d+)K");

  private static final long TICKS_PER_SECOND =
      Long.parseLong(ShellCommand.run("getconf", "CLK_TCK").orThrow().output().strip());

  private ProcessFigures() {}

  /** CPU time that a server has used so far, in user and kernel mode. */
  public static Duration cpuTime(Server server) {
    return cpuTime(server.pid());
  }

  /** CPU time that a process has used so far, in user and kernel mode, without its children. */
  public static Duration cpuTime(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      // The command name in parentheses may hold spaces: fields are counted from behind it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
      return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of memory that the operating system has given the process (VmRSS). */
  public static long residentBytes(Server server) {
    try {
      Path status = Path.of("/proc", String.valueOf(server.pid()), "status");
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      throw new IllegalStateException("no VmRSS in " + status);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of heap in use after a full collection. */
  public static long liveHeap(Server server) {
    String pid = String.valueOf(server.pid());
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    ShellCommand.run(jcmd, pid, "GC.run").orThrow();
    String info = ShellCommand.run(jcmd, pid, "GC.heap_info").orThrow().output();
    long kilobytes = 0;
    for (String line : info.split("\n", -1)) {
      Matcher used = HEAP.matcher(line);
      if (used.find()) {
        kilobytes += Long.parseLong(used.group(1));
      }
    }
    if (kilobytes == 0) {
      throw new IllegalStateException("no heap found in: " + info);
    }
    return kilobytes * 1024;
  }

  /** Names of the servers that have a UDP socket bound to a port, by the kernel's word. */
  public static Set<String> ownersOfUdpPort(List<Server> servers, int port) {
    Set<String> sockets = socketsOn(port);
    Set<String> owners = new HashSet<>();
    for (Server server : servers) {
      if (server.isAlive() && holdsAny(server, sockets)) {
        owners.add(server.name());
      }
    }
    return owners;
  }

  private static Set<String> socketsOn(int port) {
    Set<String> sockets = new HashSet<>();
    String suffix = ":" + String.format(Locale.ROOT, "%04X", port);
    for (String table : List.of("/proc/net/udp", "/proc/net/udp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields[1].endsWith(suffix)) {
            sockets.add("socket:[" + fields[9] + "]");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return sockets;
  }

  private static boolean holdsAny(Server server, Set<String> sockets) {
    try (Stream<Path> descriptors =
        Files.list(Path.of("/proc", String.valueOf(server.pid()), "fd"))) {
      return descriptors.anyMatch(descriptor -> sockets.contains(targetOf(descriptor)));
    } catch (IOException | UncheckedIOException endedMeanwhile) {
      return false;
    }
  }

  private static String targetOf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }
}
