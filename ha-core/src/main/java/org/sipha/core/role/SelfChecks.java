package org.sipha.core.role;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sipha.core.event.EventCode;
import org.sipha.core.node.Turn;

/** The checks that a starting node must pass before it becomes backup (SPEC 2). */
public final class SelfChecks {
  private final Map<String, String> pending = new TreeMap<>();
  private final Turn turn;

  SelfChecks(Set<String> names, Turn turn) {
    this.turn = turn;
    names.forEach(name -> pending.put(name, "running"));
  }

  /** A check passed. */
  public void passed(String name) {
    pending.remove(name);
  }

  /** A check failed; it stays pending, with the reason. */
  public void failed(String name, String text) {
    String before = pending.replace(name, text);
    if (before != null && !before.equals(text)) {
      turn.event(EventCode.SELF_CHECK_FAILED, name + ": " + text);
    }
  }

  boolean passed() {
    return pending.isEmpty();
  }

  /** What hasn't passed, in words. */
  Optional<String> pending() {
    if (pending.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    pending.forEach(
        (name, state) -> text.append(text.length() == 0 ? "" : "; ").append(name + ": " + state));
    return Optional.of(text.toString());
  }
}
