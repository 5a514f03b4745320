package org.sipha.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sipha.it.agent.Line;
import org.sipha.it.harness.Server;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.Site;

/**
 * Each server on a host of its own, which is a network namespace with its own kernel identity: the
 * HA connection over mutual TLS as {@code sipha init --hosts} sets it up, a service address that
 * scripts move, an HA network and a SIP network that fail apart, and a third one for HTTP.
 */
final class NamespaceLab implements Lab {
  private static final int SIP_PORT = 5060;
  private static final int HTTP_PORT = 8080;
  private static final int HA_PORT = 7101;

  /** The kernel's id is the same in all namespaces, and two hosts must have two (SPEC 4). */
  private static final String ON_HOST =
      "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"";

  private static final String UP =
      """
      #!/bin/sh
      ip addr replace "$SIPHA_ADDRESS/32" dev sip || exit 1
      # Three times: a neighbour doesn't change its mind twice within a second.
      arping -q -U -c 3 -I sip "$SIPHA_ADDRESS" >/dev/null 2>&1 &
      """;

  private static final String DOWN =
      """
      #!/bin/sh
      ip addr flush to "$SIPHA_ADDRESS" dev sip
      """;

  private final Namespaces namespaces;
  private final Map<End, Path> bootIds = new EnumMap<>(End.class);

  /** Makes the namespaces, or skips the calling test with a reason. */
  NamespaceLab() {
    Namespaces.require();
    namespaces = new Namespaces();
  }

  @Override
  public Site site(Path directory) {
    ShellCommand.sipha(
            "init",
            "--hosts",
            Namespaces.address("ha", End.A) + "," + Namespaces.address("ha", End.B),
            "--sip-address",
            Namespaces.SERVICE,
            directory.resolve("init").toString())
        .orThrow();
    write(directory.resolve("vip-up"), UP);
    write(directory.resolve("vip-down"), DOWN);
    for (End end : End.values()) {
      bootIds.put(end, directory.resolve("boot-id-" + end));
      boot(end);
    }
    return new Site(
        Namespaces.SERVICE, SIP_PORT, "type = manual", host(directory, End.A), host(directory, End.B));
  }

  private Site.Host host(Path directory, End end) {
    Path init = directory.resolve("init").resolve("ha");
    String name = end == End.A ? "sips-a" : "sips-b";
    String connection =
        """
        address = %s
        port = %d
        peer-address = %s
        peer-port = %d
        certificate = %s
        key = %s
        authority = %s
        """
            .formatted(
                Namespaces.address("ha", end),
                HA_PORT,
                Namespaces.address("ha", end.other()),
                HA_PORT,
                init.resolve(name + ".pem"),
                init.resolve(name + ".key"),
                init.resolve("authority.pem"));
    String scripts =
        """
        sip-vip-script-up = %s
        sip-vip-script-down = %s
        """
            .formatted(directory.resolve("vip-up"), directory.resolve("vip-down"));
    return new Site.Host(
        Namespaces.address("mgmt", end),
        HTTP_PORT,
        connection,
        scripts,
        command -> onHost(end, command));
  }

  private List<String> onHost(End end, List<String> command) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("ip", "netns", "exec", Namespaces.host(end), "sh", "-c", ON_HOST));
    line.add(String.valueOf(bootIds.get(end)));
    line.addAll(command);
    return line;
  }

  private void boot(End end) {
    write(bootIds.get(end), UUID.randomUUID() + "\n");
  }

  private static void write(Path file, String text) {
    try {
      Files.deleteIfExists(file);
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Line line(End side) {
    return new Line(Namespaces.telephones(side), Namespaces.SERVICE, SIP_PORT);
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
    boot(host);
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
    Namespaces.join();
  }

  @Override
  public void close() {
    namespaces.close();
  }
}
