package org.sipha.dist.upgrade;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sipha.core.role.Role;
import org.sipha.dist.upgrade.Seen.Life;

/** What servers are seen to be, in a few words. */
final class Sights {
  static final String OLD = "0.1.0";
  static final String NEW = "0.2.0";

  private Sights() {}

  static Seen primary(String node, String version) {
    return seen(node, Role.PRIMARY, version, true);
  }

  static Seen backup(String node, String version) {
    return seen(node, Role.BACKUP, version, true);
  }

  static Seen none(String node, String version) {
    return seen(node, Role.NONE, version, false);
  }

  static Seen gone(String node) {
    return Seen.silent(node, Life.GONE, "nothing answers");
  }

  static Seen unready(Seen seen, String code, String text) {
    return new Seen(
        seen.node(),
        seen.life(),
        seen.trouble(),
        seen.role(),
        seen.version(),
        seen.phase(),
        false,
        seen.readyForUpgrade(),
        List.of(new Reason(seen.node(), code, text)),
        List.of(),
        Optional.empty(),
        OptionalLong.empty());
  }

  static Seen seen(String node, Role role, String version, boolean ready) {
    return new Seen(
        node,
        Life.ANSWERS,
        "",
        role,
        version,
        "",
        ready,
        role == Role.BACKUP,
        ready ? List.of() : List.of(new Reason(node, "settling", "23 s of 60 s")),
        List.of(),
        Optional.empty(),
        OptionalLong.empty());
  }
}
