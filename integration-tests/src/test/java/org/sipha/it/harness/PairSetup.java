package org.sipha.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the two configuration files of a pair say (SPEC 6), and how its servers are started. */
public final class PairSetup {
  static final String HOST = "127.0.0.1";

  /** Two servers, SIPp and the tests share a small machine. */
  static final String JAVA_OPTIONS = "-Xmx384m";

  // The ports that init writes.
  private static final int SIP = 5060;
  private static final int HTTP_A = 8080;
  private static final int HTTP_B = 8081;
  private static final int HA_A = 7101;
  private static final int HA_B = 7102;
  private static final Pattern WRITTEN_PORT = Pattern.compile("(?m)^(\\S*port = )(\\d+)$");

  private final List<String> destinations = new ArrayList<>();
  private final List<String> serverLines = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private int limit = 500;
  private int answerSyncMillis = 100;
  private int labSettlingSeconds = 2;
  private boolean byInit;
  private String javaOptions = JAVA_OPTIONS;
  private Program.Starter starter = LocalProgram::start;

  /** A DN at a port of loopback. */
  public PairSetup dn(String number, int port) {
    return dn(number, HOST, port);
  }

  /** A DN at a port of loopback that speaks over {@code tcp} or {@code tls}. */
  public PairSetup dn(String number, int port, String transport) {
    destinations.add(
        "[dn:%s]\ncontact = sip:%s@%s:%d;transport=%s\n"
            .formatted(number, number, HOST, port, transport));
    return this;
  }

  /** A DN whose telephone registers. */
  public PairSetup registeredDn(String number, String password) {
    destinations.add("[dn:%s]\npassword = %s\n".formatted(number, password));
    return this;
  }

  /** Telephones are offered MD5 alone. */
  public PairSetup md5Alone() {
    serverLines.add("sip-digest-sha256 = false");
    return byInit();
  }

  /** SIP over TLS at a port, with the certificate that {@code init} made for server A. */
  public PairSetup tlsByInit(int port) {
    serverLines.add("sip-tls-port = " + port);
    serverLines.add("sip-tls-cert = ha/sips-a.pem");
    serverLines.add("sip-tls-cert-key = ha/sips-a.key");
    serverLines.add("sip-tls-trusted-ca = ha/authority.pem");
    return byInit();
  }

  /** A DN at a port of an address. */
  public PairSetup dn(String number, String address, int port) {
    destinations.add("[dn:%s]\ncontact = sip:%s@%s:%d\n".formatted(number, number, address, port));
    return this;
  }

  /** A trunk at a port of loopback that gets calls to numbers with a prefix. */
  public PairSetup trunk(String name, String prefix, int port, boolean multisite) {
    destinations.add(
        "[trunk:%s]\nprefix = %s\ncontact = sip:%s:%d\nmultisite = %s\n"
            .formatted(name, prefix, HOST, port, multisite));
    return this;
  }

  /** A section that both servers have. */
  public PairSetup section(String text) {
    destinations.add(text + "\n");
    return this;
  }

  /** {@code ha-max-calls-sync-at-once}. */
  public PairSetup limit(int calls) {
    limit = calls;
    return this;
  }

  /** {@code ha-answer-sync-timeout}. */
  public PairSetup answerSyncTimeout(int millis) {
    answerSyncMillis = millis;
    return this;
  }

  /**
   * Answers wait for the backup for 5 s, so that none goes without its confirmation on a slow
   * machine either: a kill may then cost no answered call at all. What goes so by default, and that
   * it is named, is the business of {@code KillsStory}.
   */
  public PairSetup patient() {
    return answerSyncTimeout(5_000);
  }

  /** Replaces the 60 s of SPEC 2. */
  public PairSetup labSettling(int seconds) {
    labSettlingSeconds = seconds;
    return this;
  }

  /** What {@code SIPHA_JAVA_OPTS} says, in place of what suits stories on a small machine. */
  public PairSetup javaOptions(String options) {
    javaOptions = options;
    return this;
  }

  /** The 60 s of SPEC 2, as an operator has them. */
  public PairSetup realSettling() {
    labSettlingSeconds = 60;
    return this;
  }

  /**
   * The files are those that {@code sipha init --local} writes, certificates included, with ports
   * of their own and the destinations added.
   */
  public PairSetup byInit() {
    byInit = true;
    return this;
  }

  /** Of a pair by {@code init}: its processes are started so. */
  public PairSetup startedBy(Program.Starter starts) {
    starter = starts;
    return byInit();
  }

  /** Writes the files of a pair on loopback into a new directory. Nothing is started. */
  public Pair create() {
    Path directory = Directories.fresh("pair");
    return byInit ? createByInit(directory) : create(directory, Site.loopback());
  }

  private Pair createByInit(Path directory) {
    ShellCommand.sipha("init", "--local", directory.toString()).orThrow();
    addLabSettling();
    Map<Integer, Integer> ports = new HashMap<>();
    for (int written : new int[] {SIP, HTTP_A, HTTP_B, HA_A, HA_B}) {
      ports.put(written, FreePorts.next());
    }
    Server a = serverByInit(directory, "sips-a", ports.getOrDefault(HTTP_A, 0), ports);
    Server b = serverByInit(directory, "sips-b", ports.getOrDefault(HTTP_B, 0), ports);
    return new Pair(a, b, ports.getOrDefault(SIP, 0));
  }

  private Server serverByInit(
      Path directory, String name, int httpPort, Map<Integer, Integer> ports) {
    Path file = directory.resolve(name + ".ini");
    try {
      String text =
          WRITTEN_PORT
              .matcher(Files.readString(file))
              .replaceAll(port -> port.group(1) + ports.get(Integer.parseInt(port.group(2))));
      String server =
          "[TServer]\nha-max-calls-sync-at-once = %d\nha-answer-sync-timeout = %d\n%s"
              .formatted(limit, answerSyncMillis, String.join("\n", serverLines));
      Files.writeString(
          file,
          text.replaceFirst("(?m)^\\[TServer]$", server) + "\n" + String.join("\n", destinations));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path data = directory.resolve("data").resolve(name);
    NodeHttp http = new NodeHttp(HOST, httpPort, data.resolve("token"));
    return new Server(name, file, data, http, arguments, javaOptions, starter);
  }

  private void addLabSettling() {
    if (labSettlingSeconds != 60) {
      arguments.add("--lab-settling");
      arguments.add(String.valueOf(labSettlingSeconds));
    }
  }

  /** Writes the files of a pair into a directory. Nothing is started. */
  public Pair create(Path directory, Site site) {
    addLabSettling();
    return new Pair(
        server(directory, site, site.a(), 1), server(directory, site, site.b(), 2), site.sipPort());
  }

  private Server server(Path directory, Site site, Site.Host host, int id) {
    String name = id == 1 ? "sips-a" : "sips-b";
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
        ha-answer-sync-timeout = %d
        data-directory = %s
        %s
        [backup-sync]
        %s
        [arbiter]
        %s

        %s"""
            .formatted(
                name,
                id,
                site.sipAddress(),
                site.sipPort(),
                host.httpAddress(),
                host.httpPort(),
                id == 1 ? "primary" : "backup",
                limit,
                answerSyncMillis,
                data,
                host.more(),
                host.connection(),
                site.arbiter(),
                String.join("\n", destinations));
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    NodeHttp http = new NodeHttp(host.httpAddress(), host.httpPort(), data.resolve("token"));
    return new Server(name, file, data, http, arguments, javaOptions, host.starter());
  }
}
