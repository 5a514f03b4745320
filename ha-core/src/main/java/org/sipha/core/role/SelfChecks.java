package org.sipha.core.role;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sipha.core.event.EventCode;
import org.sipha.core.node.Turn;
import org.sipha.core.role.SelfCheck.State;

/** The checks that a starting node must pass before it becomes backup (SPEC 2). */
public final class SelfChecks {
  private final Map<String, SelfCheck> checks = new TreeMap<>();
  private final Turn turn;

  SelfChecks(Set<String> names, Turn turn) {
    this.turn = turn;
    names.forEach(this::runs);
    runs(ClockCheck.NAME);
  }

  private void runs(String name) {
    checks.put(name, new SelfCheck(name, State.RUNNING, ""));
  }

  /** A check passed. */
  public void passed(String name) {
    now(new SelfCheck(name, State.PASSED, ""));
  }

  /** A check failed, with the reason; it is told once for each. */
  public void failed(String name, String text) {
    SelfCheck failed = new SelfCheck(name, State.FAILED, text);
    if (now(failed)) {
      turn.event(EventCode.SELF_CHECK_FAILED, name + ": " + text);
    }
  }

  /** Notes how a check stands; false if that is no news, or no check of this node. */
  boolean now(SelfCheck check) {
    SelfCheck before = checks.replace(check.name(), check);
    return before != null && !before.equals(check);
  }

  boolean passed() {
    return checks.values().stream().allMatch(check -> check.state() == State.PASSED);
  }

  /** All of them, in the order of their names. */
  List<SelfCheck> all() {
    return List.copyOf(checks.values());
  }

  /** What hasn't passed, in words. */
  Optional<String> pending() {
    return passed()
        ? Optional.empty()
        : Optional.of(
            checks.values().stream()
                .filter(check -> check.state() != State.PASSED)
                .map(
                    check ->
                        check.name()
                            + ": "
                            + (check.text().isEmpty() ? check.state() : check.text()))
                .collect(Collectors.joining("; ")));
  }
}
