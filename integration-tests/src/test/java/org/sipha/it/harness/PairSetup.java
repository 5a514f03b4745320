package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the two configuration files of a pair say (SPEC 6), and how its servers are started. */
public final class PairSetup {
  static final String HOST = "127.0.0.1";

  /** Two servers, SIPp and the tests share a small machine. */
  private static final String JAVA_OPTIONS = "-Xmx384m";

  private final List<String> destinations = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private int limit = 500;
  private int labSettlingSeconds = 2;

  /** A DN at a port of loopback. */
  public PairSetup dn(String number, int port) {
    destinations.add(
        "[dn:" + number + "]\ncontact = sip:" + number + "@" + HOST + ":" + port + "\n");
    return this;
  }

  /** A trunk at a port of loopback that gets calls to numbers with a prefix. */
  public PairSetup trunk(String name, String prefix, int port, boolean multisite) {
    destinations.add(
        "[trunk:%s]\nprefix = %s\ncontact = sip:%s:%d\nmultisite = %s\n"
            .formatted(name, prefix, HOST, port, multisite));
    return this;
  }

  /** {@code ha-max-calls-sync-at-once}. */
  public PairSetup limit(int calls) {
    limit = calls;
    return this;
  }

  /** Replaces the 60 s of SPEC 2. */
  public PairSetup labSettling(int seconds) {
    labSettlingSeconds = seconds;
    return this;
  }

  /** The 60 s of SPEC 2, as an operator has them. */
  public PairSetup realSettling() {
    labSettlingSeconds = 60;
    return this;
  }

  /** Writes the files into a new directory. Nothing is started. */
  public Pair create() {
    if (labSettlingSeconds != 60) {
      arguments.add("--lab-settling");
      arguments.add(String.valueOf(labSettlingSeconds));
    }
    Path directory = Directories.fresh("pair");
    int sipPort = FreePorts.next();
    int[] http = {FreePorts.next(), FreePorts.next()};
    int[] ha = {FreePorts.next(), FreePorts.next()};
    List<Server> servers = new ArrayList<>();
    for (int end = 0; end < 2; end++) {
      String name = end == 0 ? "sips-a" : "sips-b";
      Path data = directory.resolve(name);
      Path file = directory.resolve(name + ".ini");
      String text =
          """
          [TServer]
          application-name = %s
          server-id = %d
          sip-address = %s
          sip-port = %d
          http-address = %s
          http-port = %d
          ha-preferred-role = %s
          ha-max-calls-sync-at-once = %d
          data-directory = %s

          [backup-sync]
          address = %s
          port = %d
          peer-address = %s
          peer-port = %d
          tls = off

          [arbiter]
          type = file
          lock-file = %s

          %s"""
              .formatted(
                  name,
                  end + 1,
                  HOST,
                  sipPort,
                  HOST,
                  http[end],
                  end == 0 ? "primary" : "backup",
                  limit,
                  data,
                  HOST,
                  ha[end],
                  HOST,
                  ha[1 - end],
                  directory.resolve("pair.lock"),
                  String.join("\n", destinations));
      try {
        Files.writeString(file, text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      servers.add(new Server(name, file, data, http[end], arguments, JAVA_OPTIONS));
    }
    return new Pair(servers.get(0), servers.get(1), sipPort);
  }
}
