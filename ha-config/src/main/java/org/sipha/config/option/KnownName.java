package org.sipha.config.option;

import java.util.List;
import java.util.Optional;

/**
 * An option that servers of this domain know and that has no use here. It is accepted with a
 * warning, so that a file that was carried over doesn't stop a server.
 *
 * @param section where it stands
 * @param name how it is spelled
 * @param instead what replaces it, as a sentence without a full stop
 */
public record KnownName(SectionKind section, String name, String instead) {
  private static final String HEARTBEATS = "both ends always send heartbeats; see addp-timeout";
  private static final String ONE_LOG = "the log goes to the standard output; see verbose";

  private static final List<KnownName> ALL =
      List.of(
          backupSync("protocol", "there is one protocol, always with heartbeats; see addp-timeout"),
          backupSync("addp-remote-timeout", HEARTBEATS),
          backupSync("addp-trace", "[log] verbose = debug shows each message"),
          backupSync(
              "sync-reconnect-tout",
              "a lost HA connection is dialled again at once, then every 2 s at the latest"),
          tserver(
              "control-vip-scripts", "the scripts always follow the role; see sip-vip-script-up"),
          tserver(
              "sip-iptakeover-monitoring",
              "the arbiter decides who holds the address; see [arbiter] type"),
          tserver("sip-link-type", "there is one kind of SIP service"),
          tserver("sip-interface", "sip-address names the address"),
          tserver("sip-port-tls", "sip-tls-port names the port"),
          tserver("management-port", "everything is under http-port"),
          tserver("operational-stat-timeout", "statistics are always current; see http-port"),
          tserver("background-processing", "nothing replaces it; remove it"),
          tserver("max-legs-per-sm", "nothing replaces it: media doesn't pass through the server"),
          log("all", ONE_LOG),
          log("debug", ONE_LOG),
          log("trace", ONE_LOG),
          log("interaction", ONE_LOG),
          log("standard", ONE_LOG),
          log("alarm", ONE_LOG),
          log("segment", "whatever collects the standard output splits it"),
          log("expire", "whatever collects the standard output cleans up"),
          log("buffering", "lines are written at once"),
          trunk("replace-prefix", "strip = true removes the prefix"),
          trunk("oos-check", "nothing replaces it in this version"),
          trunk("recovery-timeout", "nothing replaces it in this version"),
          dn("refer-enabled", "nothing replaces it in this version"),
          dn("dual-dialog-enabled", "every call has one dialog for each party"));

  /** The known name without use, if this is one. */
  public static Optional<KnownName> find(SectionKind section, String name) {
    return ALL.stream()
        .filter(known -> known.section == section && known.name.equals(name))
        .findFirst();
  }

  /** All of them, section by section. */
  public static List<KnownName> all() {
    return ALL;
  }

  private static KnownName tserver(String name, String instead) {
    return new KnownName(SectionKind.TSERVER, name, instead);
  }

  private static KnownName backupSync(String name, String instead) {
    return new KnownName(SectionKind.BACKUP_SYNC, name, instead);
  }

  private static KnownName log(String name, String instead) {
    return new KnownName(SectionKind.LOG, name, instead);
  }

  private static KnownName dn(String name, String instead) {
    return new KnownName(SectionKind.DN, name, instead);
  }

  private static KnownName trunk(String name, String instead) {
    return new KnownName(SectionKind.TRUNK, name, instead);
  }
}
