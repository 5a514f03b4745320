package org.sipha.dist.upgrade;

import java.util.List;
import java.util.Optional;
import org.sipha.core.role.Role;

/** Both servers at one moment. */
record Pair(Seen a, Seen b) {
  List<Seen> both() {
    return List.of(a, b);
  }

  Seen of(String node) {
    return a.node().equals(node) ? a : b;
  }

  Seen peerOf(Seen node) {
    return a.node().equals(node.node()) ? b : a;
  }

  /** Whether one is primary, the other backup, and both answer. */
  boolean hasRoles() {
    return (a.is(Role.PRIMARY) && b.is(Role.BACKUP)) || (b.is(Role.PRIMARY) && a.is(Role.BACKUP));
  }

  Optional<Seen> primary() {
    return both().stream().filter(node -> node.is(Role.PRIMARY)).findFirst();
  }

  /** The same with one of them as it is now. */
  Pair with(Seen changed) {
    return a.node().equals(changed.node()) ? new Pair(changed, b) : new Pair(a, changed);
  }
}
