package org.sipha.dist.upgrade;

import java.util.Map;
import java.util.stream.Collectors;
import org.sipha.core.role.Role;

/** What holds now, in a sentence for the operator. */
final class Holds {
  private Holds() {}

  /** {@code sips-a is primary in 0.1.0, sips-b is backup in 0.1.0.} */
  static String of(Pair pair) {
    return pair.both().stream().map(Holds::of).collect(Collectors.joining(", ")) + ".";
  }

  private static String of(Seen seen) {
    if (!seen.answers()) {
      return seen.node() + " doesn't answer";
    }
    String role = seen.role() == Role.NONE ? "has no role" : "is " + seen.role();
    return seen.node() + " " + role + " in " + seen.version();
  }

  /** {@code 0.2.0}, or {@code sips-a 0.1.0, sips-b 0.2.0}. */
  static String versions(Map<String, String> ofNodes) {
    return ofNodes.values().stream().distinct().count() == 1
        ? ofNodes.values().iterator().next()
        : ofNodes.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
  }
}
