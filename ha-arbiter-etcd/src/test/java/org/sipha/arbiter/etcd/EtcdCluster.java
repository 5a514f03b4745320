package org.sipha.arbiter.etcd;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;

/** Real members of an etcd cluster on loopback, with verbs for faults. */
final class EtcdCluster implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/etcd");
  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final Path directory;
  private final List<Integer> clientPorts;
  private final List<Integer> peerPorts;
  private final List<String> options;
  private final String scheme;
  private final List<Process> processes = new ArrayList<>();

  private EtcdCluster(Path directory, int members, String scheme, List<String> options) {
    this.directory = directory;
    this.scheme = scheme;
    this.options = options;
    List<Integer> ports = freePorts(2 * members);
    this.clientPorts = ports.subList(0, members);
    this.peerPorts = ports.subList(members, 2 * members);
  }

  /** A cluster that has a leader. It elects a new one in less than a second. */
  static EtcdCluster start(Path directory, int members, String... options) throws Exception {
    EtcdCluster cluster = new EtcdCluster(directory, members, "http", Arrays.asList(options));
    cluster.launch();
    for (int member = 0; member < members; member++) {
      cluster.awaitHealth(member);
    }
    return cluster;
  }

  /** One member that speaks TLS; it needn't be there yet. */
  static EtcdCluster startWithTls(Path directory, String... options) throws Exception {
    EtcdCluster cluster = new EtcdCluster(directory, 1, "https", Arrays.asList(options));
    cluster.launch();
    return cluster;
  }

  /** Skips the calling test where etcd isn't installed; in a continuous build that is a failure. */
  static void require() {
    String missing = PROGRAM + " isn't there (Debian: apt-get install etcd-server etcd-client)";
    boolean installed = Files.isExecutable(PROGRAM);
    if (!installed && System.getenv("CI") != null) {
      throw new AssertionError(missing);
    }
    Assumptions.assumeTrue(installed, missing);
  }

  private void launch() throws IOException {
    for (int member = 0; member < clientPorts.size(); member++) {
      processes.add(launch(member));
    }
  }

  private Process launch(int member) throws IOException {
    String client = scheme + "://127.0.0.1:" + clientPorts.get(member);
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--name=m" + member,
                "--data-dir=" + directory.resolve("m" + member),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer(member),
                "--initial-advertise-peer-urls=" + peer(member),
                "--initial-cluster="
                    + IntStream.range(0, peerPorts.size())
                        .mapToObj(i -> "m" + i + "=" + peer(i))
                        .collect(Collectors.joining(",")),
                "--pre-vote=true",
                "--heartbeat-interval=50",
                "--election-timeout=500"));
    command.addAll(options);
    File log = directory.resolve("m" + member + ".log").toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private String peer(int member) {
    return "http://127.0.0.1:" + peerPorts.get(member);
  }

  private static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI endpoint(int member) {
    return URI.create(scheme + "://127.0.0.1:" + clientPorts.get(member));
  }

  List<URI> endpoints() {
    return IntStream.range(0, clientPorts.size()).mapToObj(this::endpoint).toList();
  }

  /** The member that leads, as a living one says. */
  int leader(int living) throws Exception {
    String leader = status(living).getString("leader");
    for (int member = 0; member < processes.size(); member++) {
      if (processes.get(member).isAlive()
          && status(member).getJsonObject("header").getString("member_id").equals(leader)) {
        return member;
      }
    }
    throw new AssertionError("no leader: " + leader);
  }

  private JsonObject status(int member) throws Exception {
    return Gateway.post(endpoint(member), "/v3/maintenance/status", new JsonObject());
  }

  void kill(int member) throws InterruptedException {
    processes.get(member).destroyForcibly().waitFor();
  }

  /** Starts a member that was killed; it finds its data. */
  void restart(int member) throws Exception {
    processes.set(member, launch(member));
    awaitHealth(member);
  }

  void freeze(int member) throws Exception {
    signal("-STOP", member);
  }

  void thaw(int member) throws Exception {
    signal("-CONT", member);
  }

  private void signal(String signal, int member) throws Exception {
    long pid = processes.get(member).pid();
    new ProcessBuilder("kill", signal, Long.toString(pid)).start().waitFor();
  }

  void awaitHealth(int member) throws Exception {
    long deadline = System.nanoTime() + DEADLINE.toNanos();
    while (!Gateway.isHealthy(endpoint(member))) {
      if (System.nanoTime() - deadline > 0 || !processes.get(member).isAlive()) {
        throw new AssertionError(Files.readString(directory.resolve("m" + member + ".log")));
      }
      TimeUnit.MILLISECONDS.sleep(50); // nobody tells when a member has joined
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly); // ends a frozen one too
    for (Process process : processes) {
      process.onExit().join();
    }
  }
}
