package org.sipha.it.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.LocalProgram;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.Site;

/**
 * Each server on a host of its own, which is a network namespace with its own kernel identity: the
 * HA connection over mutual TLS, a service address that scripts move, networks that fail apart, and
 * one for HTTP that doesn't. A third host is there for a witness.
 */
final class NamespaceLab implements Lab {
  private final Namespaces namespaces;
  private final String arbiter;
  private @Nullable TwoHosts hosts;

  /** Makes the namespaces for an arbiter that asks somebody, or skips the calling test. */
  NamespaceLab() {
    this("type = manual");
  }

  /**
   * Makes the namespaces, or skips the calling test with a reason.
   *
   * @param arbiter the lines of the section {@code [arbiter]}
   */
  NamespaceLab(String arbiter) {
    Namespaces.require();
    namespaces = new Namespaces();
    this.arbiter = arbiter;
  }

  @Override
  public Site site(Path directory) {
    TwoHosts files = new TwoHosts(directory, "sip");
    hosts = files;
    return files
        .site(
            Namespaces.SERVICE,
            end -> Namespaces.address("ha", end),
            end -> Namespaces.address("mgmt", end),
            end ->
                (command, environment, output) ->
                    LocalProgram.start(
                        inNamespace(Seat.of(end), files.asHost(end, command)), environment, output))
        .withArbiter(arbiter);
  }

  /** {@code ip netns exec} also gives a command mounts of its own. */
  static List<String> inNamespace(Seat seat, List<String> command) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("ip", "netns", "exec", Namespaces.host(seat)));
    line.addAll(command);
    return line;
  }

  @Override
  public Line line(End side) {
    return new Line(Namespaces.telephones(side), Namespaces.SERVICE, TwoHosts.SIP_PORT);
  }

  @Override
  public void cut(Network network, End host) {
    namespaces.unplug(network, host);
  }

  @Override
  public void deafen(Network network, End host) {
    namespaces.deafen(network, host);
  }

  @Override
  public void disturb(Network network, Weather weather) {
    namespaces.disturb(network, weather);
  }

  @Override
  public void heal(Network network) {
    namespaces.heal(network);
  }

  @Override
  public void powerOff(End host, Server server) {
    namespaces.powerOff(host);
    server.awaitExit(Duration.ofSeconds(10));
  }

  @Override
  public void powerOn(End host) {
    if (hosts != null) {
      hosts.boot(host);
    }
    namespaces.powerOn(host);
  }

  /**
   * The SIP network falls apart: the telephones of each side reach the host of their side only, if
   * that has the service address.
   */
  void split() {
    namespaces.split();
  }

  /** The SIP network is one again. */
  void join() {
    namespaces.join();
  }

  @Override
  public void close() {
    namespaces.close();
  }
}
