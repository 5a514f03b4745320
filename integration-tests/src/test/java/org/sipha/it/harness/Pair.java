package org.sipha.it.harness;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Two server processes from the tarball. {@link PairSetup#create()} makes one on this host, with a
 * file lock as arbiter; closing it ends both processes, also when a story failed.
 */
public final class Pair implements AutoCloseable {
  private static final Duration UP = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private final Server a;
  private final Server b;
  private final int sipPort;

  Pair(Server a, Server b, int sipPort) {
    this.a = a;
    this.b = b;
    this.sipPort = sipPort;
  }

  /** The server that prefers to be primary. */
  public Server a() {
    return a;
  }

  /** The other one. */
  public Server b() {
    return b;
  }

  /** Both servers. */
  public List<Server> servers() {
    return List.of(a, b);
  }

  /** Where its configuration files are. */
  public Path directory() {
    return a.config().resolveSibling("");
  }

  /** Where the pair serves SIP on loopback. */
  public int sipPort() {
    return sipPort;
  }

  /** Starts both and waits until one is primary and the other its backup. */
  public void start() {
    a.start();
    b.start();
    awaitWhole(UP);
  }

  /**
   * Waits until one server is primary, the other backup, and both say the connection is
   * established.
   */
  public Duration awaitWhole(Duration limit) {
    return await(
        limit,
        "one primary and one backup, connected",
        () ->
            holds(a, NodeStatus::isConnected)
                && holds(b, NodeStatus::isConnected)
                && find("primary").isPresent()
                && find("backup").isPresent());
  }

  /** Waits until both servers are ready for a switchover. */
  public Duration awaitReady(Duration limit) {
    return await(
        limit,
        "both ready for switchover",
        () -> holds(a, NodeStatus::readyForSwitchover) && holds(b, NodeStatus::readyForSwitchover));
  }

  /** Waits until a server has a role. */
  public Duration awaitRole(Server server, String role, Duration limit) {
    return await(
        limit,
        server.name() + " is " + role,
        () -> holds(server, status -> status.role().equals(role)));
  }

  /** Waits until both servers hold the same calls in the same versions and states. */
  public Map<String, NodeHttp.Call> awaitSameCalls(Duration limit) {
    return awaitSameCalls(limit, "the same calls on both servers", count -> true);
  }

  /**
   * Waits until both servers hold the same calls, and just so many. A call that its parties have
   * ended is held until its record is on disk, and one that was spoiled while it was being set up
   * until its timers end it: a failure shows what is left.
   */
  public Map<String, NodeHttp.Call> awaitSameCalls(Duration limit, int count) {
    return awaitSameCalls(limit, "the same " + count + " calls on both servers", n -> n == count);
  }

  private Map<String, NodeHttp.Call> awaitSameCalls(
      Duration limit, String what, IntPredicate areSoMany) {
    return Await.untilFound(
        limit,
        what,
        () -> {
          Map<String, NodeHttp.Call> ofA = a.http().calls();
          boolean found = areSoMany.test(ofA.size()) && ofA.equals(b.http().calls());
          return found ? Optional.of(ofA) : Optional.empty();
        },
        () -> CallDifference.between(a, b) + "\n" + describe());
  }

  /** Waits for a condition; a failure shows both servers. */
  public Duration await(Duration limit, String what, BooleanSupplier holds) {
    return Await.until(limit, what, holds, this::describe);
  }

  /** The server that says it is primary. */
  public Server primary() {
    return find("primary").orElseThrow(() -> new AssertionError("no primary\n" + describe()));
  }

  /** The server that says it is backup. */
  public Server backup() {
    return find("backup").orElseThrow(() -> new AssertionError("no backup\n" + describe()));
  }

  /** Not the given one. */
  public Server other(Server server) {
    return server == a ? b : a;
  }

  /** The last status of both servers and the end of their output. */
  public String describe() {
    return a.describe() + "\n" + b.describe();
  }

  private Optional<Server> find(String role) {
    return servers().stream()
        .filter(server -> holds(server, status -> status.role().equals(role)))
        .findFirst();
  }

  private static boolean holds(Server server, Predicate<NodeStatus> condition) {
    return server.isAlive() && server.http().tryStatus(LOOK).filter(condition).isPresent();
  }

  @Override
  public void close() {
    a.close();
    b.close();
  }
}
