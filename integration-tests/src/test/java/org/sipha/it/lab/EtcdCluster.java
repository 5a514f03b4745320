package org.sipha.it.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sipha.it.harness.Await;
import org.sipha.it.harness.Directories;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.Needed;
import org.sipha.it.harness.Program;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.SlowMotion;

/**
 * Debian's etcd on three hosts of a {@link NamespaceLab}: a member beside each server, and one on
 * the witness.
 */
final class EtcdCluster implements AutoCloseable {
  private static final int CLIENTS = 2379;
  private static final int MEMBERS = 2380;
  private static final Duration UP = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NOT_INSTALLED =
      "etcd isn't installed (Debian: apt-get install etcd-server)";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LOOK).build();
  private final Map<Seat, Path> directories = new EnumMap<>(Seat.class);
  private final Map<Seat, Program> members = new EnumMap<>(Seat.class);

  /**
   * What a member says of itself.
   *
   * @param applied number of the last change that it has made
   */
  private record State(long member, long leader, long applied) {}

  private EtcdCluster() {}

  /** Skips the calling test with a reason where it can't be had; a continuous build fails. */
  static void require() {
    boolean installed = ShellCommand.run("sh", "-c", "command -v etcd").exitStatus() == 0;
    Needed.require(installed, NOT_INSTALLED);
  }

  /** Starts three members in a lab, and waits until they have a leader. */
  static EtcdCluster start() {
    EtcdCluster cluster = new EtcdCluster();
    try {
      for (Seat seat : Seat.values()) {
        cluster.directories.put(seat, Directories.fresh("etcd"));
        cluster.start(seat);
      }
      cluster.awaitWhole();
      return cluster;
    } catch (RuntimeException | AssertionError e) {
      cluster.close();
      throw e;
    }
  }

  /** Where clients find the members, as a server's configuration has it. */
  static String endpoints() {
    return Stream.of(Seat.values())
        .map(seat -> Namespaces.address("far", seat) + ":" + CLIENTS)
        .collect(Collectors.joining(","));
  }

  /** Starts a member, with what it has on its disk. */
  void start(Seat seat) {
    String far = Namespaces.address("far", seat);
    List<String> command = new ArrayList<>();
    command.add("etcd");
    command.addAll(List.of("--name", name(seat), "--data-dir", directory(seat) + "/data"));
    command.addAll(List.of("--listen-peer-urls", url(far, MEMBERS)));
    command.addAll(List.of("--initial-advertise-peer-urls", url(far, MEMBERS)));
    // A member of a host that is cut off can still be asked by those who test.
    String ours = url(Namespaces.address("mgmt", seat), CLIENTS);
    command.addAll(List.of("--listen-client-urls", url(far, CLIENTS) + "," + ours));
    command.addAll(List.of("--advertise-client-urls", url(far, CLIENTS)));
    // As docs/etcd.md says.
    command.addAll(List.of("--pre-vote=true", "--heartbeat-interval=50", "--election-timeout=500"));
    command.addAll(
        List.of(
            "--initial-cluster",
            Stream.of(Seat.values())
                .map(each -> name(each) + "=" + url(Namespaces.address("far", each), MEMBERS))
                .collect(Collectors.joining(","))));
    members.put(
        seat,
        LocalProgram.start(
            NamespaceLab.inNamespace(seat, command),
            Map.of(),
            directory(seat).resolve("etcd.out")));
  }

  /** Ends a member with SIGKILL. */
  void kill(Seat seat) {
    Program member = member(seat);
    member.signal("KILL");
    member.awaitExit(UP).orElseThrow();
  }

  /**
   * A member's disk and processor are slow: it stands still most of the time, until that is closed.
   */
  SlowMotion slowDown(Seat seat) {
    return new SlowMotion(member(seat), Duration.ofMillis(400), Duration.ofMillis(100));
  }

  /** Waits until all members run, follow one leader, and know what it knows. */
  void awaitWhole() {
    Await.until(UP, "three members of etcd with one leader", this::isWhole, this::describe);
  }

  private boolean isWhole() {
    long known = findLeader().flatMap(this::state).map(State::applied).orElse(Long.MAX_VALUE);
    List<State> states = Stream.of(Seat.values()).flatMap(seat -> state(seat).stream()).toList();
    return states.size() == Seat.values().length
        && states.stream().map(State::leader).distinct().count() == 1
        && states.stream().allMatch(state -> state.applied() >= known);
  }

  /** The member that leads, by the word of one that has a leader. */
  Seat leader() {
    return Await.untilFound(UP, "a leader of etcd", this::findLeader, this::describe);
  }

  private Optional<Seat> findLeader() {
    return Stream.of(Seat.values())
        .filter(seat -> state(seat).filter(state -> state.member() == state.leader()).isPresent())
        .findFirst();
  }

  private Optional<State> state(Seat seat) {
    URI uri = URI.create(url(Namespaces.address("mgmt", seat), CLIENTS) + "/v3/maintenance/status");
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(LOOK).POST(BodyPublishers.ofString("{}")).build();
    try {
      JsonNode status = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
      String member = status.path("header").path("member_id").asText("0");
      return Optional.of(
          new State(
              Long.parseUnsignedLong(member),
              Long.parseUnsignedLong(status.path("leader").asText("0")),
              status.path("raftAppliedIndex").asLong()));
    } catch (IOException unreachable) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String describe() {
    return members.keySet().stream()
        .map(seat -> seat + ": " + state(seat) + ", its log: " + directory(seat))
        .collect(Collectors.joining("\n"));
  }

  private static String url(String address, int port) {
    return "http://" + address + ":" + port;
  }

  private static String name(Seat seat) {
    return "etcd-" + seat.letter();
  }

  private Path directory(Seat seat) {
    return Objects.requireNonNull(directories.get(seat));
  }

  private Program member(Seat seat) {
    return Objects.requireNonNull(members.get(seat));
  }

  @Override
  public void close() {
    for (Program member : members.values()) {
      member.signal("KILL");
    }
    for (Program member : members.values()) {
      member.awaitExit(UP);
    }
  }
}
