package org.sipha.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.sipha.it.harness.Program;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.harness.Site;
import org.sipha.it.lab.Lab.End;

/**
 * The files of two hosts that share this machine's disk: certificates as {@code sipha init --hosts}
 * makes them, the scripts that move the service address, and a kernel identity for each host.
 */
final class TwoHosts {
  static final int SIP_PORT = 5060;
  private static final int HTTP_PORT = 8080;
  private static final int HA_PORT = 7101;

  /** Both hosts have this machine's kernel, and two hosts must have two identities (SPEC 4). */
  private static final String AS_HOST =
      "mount --bind \"$0\" /proc/sys/kernel/random/boot_id && exec \"$@\"";

  private static final String UP =
      """
      #!/bin/sh
      ip addr replace "$SIPHA_ADDRESS/32" dev %1$s || exit 1
      # Three times: a neighbour doesn't change its mind twice within a second.
      arping -q -U -c 3 -I %1$s "$SIPHA_ADDRESS" >/dev/null 2>&1 &
      """;

  private static final String DOWN =
      """
      #!/bin/sh
      ip addr flush to "$SIPHA_ADDRESS" dev %1$s
      """;

  private final Path directory;
  private final Map<End, Path> bootIds = new EnumMap<>(End.class);

  /**
   * Writes the files.
   *
   * @param sipCard the hosts' network card on the SIP network
   */
  TwoHosts(Path directory, String sipCard) {
    this.directory = directory;
    write(directory.resolve("vip-up"), UP.formatted(sipCard));
    write(directory.resolve("vip-down"), DOWN.formatted(sipCard));
    for (End end : End.values()) {
      bootIds.put(end, directory.resolve("boot-id-" + end));
      boot(end);
    }
  }

  /** A host starts anew: it gets another identity. */
  void boot(End end) {
    write(bootIds.get(end), UUID.randomUUID() + "\n");
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A command as it is run on a host, where that may mount. */
  List<String> asHost(End end, List<String> command) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("sh", "-c", AS_HOST, String.valueOf(bootIds.get(end))));
    line.addAll(command);
    return line;
  }

  /**
   * The pair's configuration.
   *
   * @param ha a host's address on the HA network
   * @param http a host's address for pages
   * @param starter starts a host's server
   */
  Site site(
      String service,
      Function<End, String> ha,
      Function<End, String> http,
      Function<End, Program.Starter> starter) {
    Path init = directory.resolve("init");
    ShellCommand.sipha(
            "init",
            "--hosts",
            ha.apply(End.A) + "," + ha.apply(End.B),
            "--sip-address",
            service,
            init.toString())
        .orThrow();
    List<Site.Host> hosts = new ArrayList<>();
    for (End end : End.values()) {
      String connection = connection(end, ha.apply(end), ha.apply(end.other()));
      hosts.add(
          new Site.Host(http.apply(end), HTTP_PORT, connection, scripts(), starter.apply(end)));
    }
    return new Site(service, SIP_PORT, "type = manual", hosts.get(0), hosts.get(1));
  }

  private String connection(End end, String address, String peer) {
    Path keys = directory.resolve("init").resolve("ha");
    String name = end == End.A ? "sips-a" : "sips-b";
    return """
        address = %s
        port = %d
        peer-address = %s
        peer-port = %d
        certificate = %s
        key = %s
        authority = %s
        """
        .formatted(
            address,
            HA_PORT,
            peer,
            HA_PORT,
            keys.resolve(name + ".pem"),
            keys.resolve(name + ".key"),
            keys.resolve("authority.pem"));
  }

  private String scripts() {
    return """
        sip-vip-script-up = %s
        sip-vip-script-down = %s
        """
        .formatted(directory.resolve("vip-up"), directory.resolve("vip-down"));
  }
}
