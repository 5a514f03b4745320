package org.sipha.it.lab;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sipha.it.harness.Needed;
import org.sipha.it.harness.ShellCommand;
import org.sipha.it.lab.Lab.End;
import org.sipha.it.lab.Lab.Network;

/**
 * Network namespaces for two hosts and a witness, and the switches between them. This process's own
 * network gets two cables into them, one for telephones and one for HTTP. The names carry this
 * process's number, so that what a dead run has left behind is found and removed.
 *
 * <pre>
 *   host a: 10.77.0.1 ──┐            ┌── 10.77.0.2 :host b     switch ha
 *           10.77.1.1 ──┤            ├── 10.77.1.2             switch sip:  10.77.1.10 and .11 are ours
 *           10.77.2.1 ──┼── switches ┼── 10.77.2.2             switch mgmt: 10.77.2.10 is ours
 *           10.77.3.1 ──┘     │      └── 10.77.3.2             switch far
 *                             └── 10.77.2.3, 10.77.3.3 :witness
 * </pre>
 */
final class Namespaces implements AutoCloseable {
  /** Where telephones find the pair. */
  static final String SERVICE = "10.77.1.50";

  private static final String PREFIX = "sipha-lab-";
  private static final long PID = ProcessHandle.current().pid();
  private static final String SWITCHES = PREFIX + PID + "-net";

  /** The only switch that is never cut but by a loss of power. */
  private static final String MANAGEMENT = "mgmt";

  /** Those of a server's host; the place of a name is in the addresses. */
  static final List<String> NETWORKS = List.of("ha", "sip", MANAGEMENT, "far");

  /** Those of the witness. */
  static final List<String> OF_WITNESS = List.of(MANAGEMENT, "far");

  Namespaces() {
    removeLeftovers();
    try {
      run(wiring());
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  /**
   * Skips the calling test with a reason where namespaces can't be had; in a continuous build that
   * is a failure.
   */
  static void require() {
    String missing = whatIsMissing();
    Needed.require(missing.isEmpty(), missing);
  }

  private static String whatIsMissing() {
    try {
      if (!output("id -u").equals("0")) {
        return "network namespaces need root";
      }
      for (String tool : List.of("ip", "bridge", "tc", "nft", "arping")) {
        if (ShellCommand.run("sh", "-c", "command -v " + tool).exitStatus() != 0) {
          return tool
              + " isn't installed (Debian: apt-get install iproute2 nftables iputils-arping)";
        }
      }
      String probe = PREFIX + PID + "-probe";
      ShellCommand made = ShellCommand.run("ip", "netns", "add", probe);
      if (made.exitStatus() != 0) {
        return "no network namespace can be made here: " + made.output().strip();
      }
      run("ip netns del " + probe);
      return "";
    } catch (UncheckedIOException e) {
      return "no Linux: " + e.getMessage();
    }
  }

  /** A shell script, which must succeed. */
  static void run(String script) {
    ShellCommand.run("sh", "-ec", script).orThrow();
  }

  private static String output(String command) {
    return ShellCommand.run("sh", "-ec", command).orThrow().output().strip();
  }

  private static String wiring() {
    StringBuilder script = new StringBuilder("ip netns add " + SWITCHES + "\n");
    for (Seat seat : Seat.values()) {
      String host = host(seat);
      script.append("ip netns add ").append(host).append('\n');
      script.append("ip -n ").append(host).append(" link set lo up\n");
      // Each card answers for its own addresses only.
      script
          .append("ip netns exec ")
          .append(host)
          .append(" sh -c 'cd /proc/sys/net/ipv4/conf/all;");
      script.append(" echo 1 >arp_ignore; echo 2 >arp_announce'\n");
    }
    for (String network : NETWORKS) {
      script.append(
          """
          ip -n %2$s link add br-%1$s type bridge stp_state 0 mcast_snooping 0
          ip -n %2$s link set br-%1$s up
          """
              .formatted(network, SWITCHES));
    }
    for (Seat seat : Seat.values()) {
      for (String network : seat.networks()) {
        // Without offloading: a packet that gets lost or late is then one of the size it has on a
        // wire.
        script.append(
            """
            ip -n %3$s link add %1$s gso_max_segs 1 address %5$s type veth peer name %4$s netns %2$s
            ip -n %3$s addr add %6$s/24 dev %1$s
            ip -n %3$s link set %1$s up
            ip -n %2$s link set %4$s master br-%1$s up
            """
                .formatted(
                    network,
                    SWITCHES,
                    host(seat),
                    port(network, seat),
                    card(network, seat),
                    address(network, seat)));
      }
    }
    script.append(cable("sip", "10.77.1.10/24", "10.77.1.11/24"));
    script.append(cable(MANAGEMENT, "10.77.2.10/24"));
    return script.toString();
  }

  /** From this process's own network to a switch. */
  private static String cable(String network, String... addresses) {
    return """
        ip link add %1$s type veth peer name %2$s-ours netns %3$s
        ip -n %3$s link set %2$s-ours master br-%2$s up
        ip link set %1$s up
        """
            .formatted(ours(network), network, SWITCHES)
        + Stream.of(addresses)
            .map(address -> "ip addr add " + address + " dev " + ours(network) + "\n")
            .collect(Collectors.joining());
  }

  /** Our own end of the cable to a switch. Names of network devices have 15 characters at most. */
  static String ours(String network) {
    return "sl" + PID + network.charAt(0);
  }

  /** The namespace of a host. */
  static String host(End end) {
    return host(Seat.of(end));
  }

  /** The namespace of a host. */
  static String host(Seat seat) {
    return PREFIX + PID + "-" + seat.letter();
  }

  /** A host's address on a network, {@code ha}, {@code sip}, {@code mgmt} or {@code far}. */
  static String address(String network, End end) {
    return address(network, Seat.of(end));
  }

  /** A host's address on a network. */
  static String address(String network, Seat seat) {
    return "10.77." + NETWORKS.indexOf(network) + "." + seat.number();
  }

  /** The hardware address of a host's card on a network. */
  static String card(String network, Seat seat) {
    return "02:77:00:00:%02x:%02x".formatted(NETWORKS.indexOf(network), seat.number());
  }

  /** The address of the telephones on a side. */
  static String telephones(End side) {
    return "10.77.1.1" + side.ordinal();
  }

  private static String port(String network, End end) {
    return port(network, Seat.of(end));
  }

  private static String port(String network, Seat seat) {
    return network + "-" + seat.letter();
  }

  private static String name(Network network) {
    return network.name().toLowerCase(Locale.ROOT);
  }

  /** Pulls a host's cable out of a switch; the host's card doesn't notice. */
  void unplug(Network network, End host) {
    run("ip -n %s link set %s nomaster".formatted(SWITCHES, port(name(network), host)));
  }

  /** Pulls all cables of a host, and ends everything that runs on it. */
  void powerOff(End host) {
    StringBuilder script = new StringBuilder();
    for (String network : NETWORKS) {
      script.append("ip -n %s link set %s nomaster\n".formatted(SWITCHES, port(network, host)));
    }
    run(
        script
            + "ip netns pids %1$s | xargs -r kill -9\nip -n %1$s addr flush to %2$s\n"
                .formatted(host(host), SERVICE));
  }

  /** A host's cables are in the switches. */
  void powerOn(End host) {
    NETWORKS.forEach(network -> plug(network, host));
  }

  /** A switch sends nothing to a host any more. */
  void deafen(Network network, End host) {
    String port = port(name(network), host);
    run(
        """
        bridge -n %1$s link set dev %2$s learning off flood off mcast_flood off bcast_flood off
        ip -n %1$s link set %2$s type bridge_slave fdb_flush
        """
            .formatted(SWITCHES, port));
  }

  /**
   * A switch loses, delays and reorders: by netem where the kernel has it, else by a random choice
   * of nftables, which drops packets or puts them into a slow queue.
   */
  void disturb(Network network, Lab.Weather weather) {
    for (End end : End.values()) {
      String port = port(name(network), end);
      ShellCommand netem =
          ShellCommand.run(
              "sh",
              "-c",
              "tc -n %s qdisc replace dev %s root netem delay %dms loss %d%% reorder %d%%"
                  .formatted(
                      SWITCHES,
                      port,
                      weather.delay().toMillis(),
                      weather.lossPercent(),
                      100 - weather.heldBackPercent()));
      if (netem.exitStatus() != 0) {
        run(withoutNetem(port, weather));
      }
    }
  }

  private static String withoutNetem(String port, Lab.Weather weather) {
    // A full packet needs the delay to get through the slow queue.
    long bitsPerSecond = 1_500 * 8 * 1_000L / Math.max(1, weather.delay().toMillis());
    return """
        tc -n %1$s qdisc add dev %2$s root handle 1: htb default 10 r2q 1000
        tc -n %1$s class add dev %2$s parent 1: classid 1:10 htb rate 1gbit
        tc -n %1$s class add dev %2$s parent 1: classid 1:20 htb rate %3$dbit burst 1500 quantum 1500
        tc -n %1$s qdisc add dev %2$s parent 1:20 pfifo limit 50
        ip netns exec %1$s nft -f - <<END
        table netdev %4$s {
          chain weather {
            type filter hook egress device "%2$s" priority 0; policy accept;
            numgen random mod 100 < %5$d drop
            numgen random mod 100 < %6$d meta priority set 1:20
          }
        }
        END
        """
        .formatted(
            SWITCHES,
            port,
            bitsPerSecond,
            tableOf(port),
            weather.lossPercent(),
            weather.heldBackPercent());
  }

  private static String tableOf(String port) {
    return "weather_" + port.replace('-', '_');
  }

  /** A network is as new. */
  void heal(Network network) {
    for (End end : End.values()) {
      String port = port(name(network), end);
      run(
          """
          tc -n %1$s qdisc del dev %2$s root 2>/dev/null || true
          ip netns exec %1$s nft delete table netdev %3$s 2>/dev/null || true
          """
              .formatted(SWITCHES, port, tableOf(port)));
      plug(name(network), end);
    }
  }

  /** Out and in again: a port of a switch begins without the marks of {@link #deafen}. */
  private static void plug(String network, End host) {
    run(
        "ip -n %1$s link set %2$s nomaster; ip -n %1$s link set %2$s master br-%3$s"
            .formatted(SWITCHES, port(network, host), network));
  }

  /**
   * The telephones of each side see nobody but their own side's host at the service address, and
   * that host finds no telephone of the other side: what it sends there goes to nobody's card.
   */
  void split() {
    for (End side : End.values()) {
      run(
          """
          ip route add %1$s via %2$s dev %3$s table %4$d
          ip rule add from %5$s to %1$s lookup %4$d priority %4$d
          ip -n %6$s neigh replace %7$s lladdr 02:00:00:00:00:01 dev sip nud permanent
          """
              .formatted(
                  SERVICE,
                  address("sip", side),
                  ours("sip"),
                  table(side),
                  telephones(side),
                  host(side),
                  telephones(side.other())));
    }
  }

  /** All telephones see whoever answers for the service address. */
  void join() {
    for (End side : End.values()) {
      run("ip -n %s neigh del %s dev sip".formatted(host(side), telephones(side.other())));
    }
    removeRules();
  }

  private static void removeRules() {
    for (End side : End.values()) {
      run(
          """
          while ip rule del priority %1$d 2>/dev/null; do :; done
          ip route flush table %1$d 2>/dev/null || true
          """
              .formatted(table(side)));
    }
  }

  private static int table(End side) {
    return 7_701 + side.ordinal();
  }

  private static void removeLeftovers() {
    for (String line : output("ip netns list").split("\n", -1)) {
      String name = line.split(" ", -1)[0];
      if (name.startsWith(PREFIX)) {
        long owner = Long.parseLong(name.substring(PREFIX.length()).split("-", -1)[0]);
        if (owner != PID && ProcessHandle.of(owner).isPresent()) {
          throw new IllegalStateException(
              "process %d has a fault lab, and there is one set of addresses only: wait until it has ended, or remove it (ip netns del %s)"
                  .formatted(owner, name));
        }
        remove(name);
      }
    }
    removeRules();
  }

  private static void remove(String name) {
    run("ip netns pids %1$s | xargs -r kill -9\nip netns del %1$s".formatted(name));
  }

  @Override
  public void close() {
    removeLeftovers();
  }
}
