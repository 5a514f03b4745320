package org.sipha.dist.upgrade;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sipha.core.role.Role;
import org.sipha.dist.upgrade.Seen.Life;

/**
 * The next step towards the goal, which follows from what is seen of both servers and from what was
 * done to them. Whatever happened meanwhile (a server died, the roles changed, the tool was killed)
 * is nothing special: it is seen, and the same rules give the step.
 *
 * <pre>
 * a server doesn't answer     stopped by us      install what it should run, start
 *                             started by us      start again; if it should run another version: stop first
 *                             died by itself     start, as it was
 * a server without a role     started by us      wait for its role; if it should run another version: stop
 * not a primary and a backup                     wait
 * the backup isn't at the goal                   gate, stop
 * the primary isn't at the goal                  gate, switchover
 * both are                                       whole
 * </pre>
 *
 * <p>What may be stopped is a backup, or a server that we started and that never got a role, and
 * only while its peer answers as primary.
 *
 * @param step what to do
 * @param node to which server; null: to both
 * @param closed why it can't be done yet; empty: now
 */
record Next(StepName step, @Nullable String node, List<Reason> closed) {
  Next {
    closed = List.copyOf(closed);
  }

  /**
   * The next step.
   *
   * @param goal the version that each server should run
   * @param hands what was done to each server
   * @param pair what is seen
   */
  static Next of(Map<String, String> goal, Map<String, Hand> hands, Pair pair) {
    return new Rules(goal, hands, pair).next();
  }

  boolean isOpen() {
    return closed.isEmpty();
  }

  /**
   * Whether a gate stands before this step. None does where a server without a role is stopped: it
   * has nothing to lose.
   */
  Optional<StepName> gate(Pair pair) {
    return step == StepName.STOP && node != null && !pair.of(node).is(Role.BACKUP)
        ? Optional.empty()
        : step.gate();
  }

  private record Rules(Map<String, String> goal, Map<String, Hand> hands, Pair pair) {
    Next next() {
      List<Next> back =
          Stream.concat(silent(), withoutRole()).map(node -> bringBack(node)).toList();
      if (!back.isEmpty()) {
        return back.stream().filter(Next::isOpen).findFirst().orElse(back.get(0));
      }
      if (!pair.hasRoles()) {
        return waitForRoles();
      }
      Seen primary = pair.primary().orElseThrow();
      Seen backup = pair.peerOf(primary);
      if (!isAtGoal(backup)) {
        return new Next(StepName.STOP, backup.node(), forUpgrade(backup));
      }
      if (!isAtGoal(primary)) {
        return new Next(StepName.SWITCHOVER, null, forSwitchover());
      }
      return new Next(StepName.WHOLE, null, forNothingMore());
    }

    /** What we stopped first: it is nearest to serving again. */
    private Stream<Seen> silent() {
      return pair.both().stream()
          .filter(node -> !node.answers())
          .sorted(Comparator.comparing(node -> hand(node).state() == Hand.State.OFF));
    }

    /** Those that we have in hand and that answer, but are neither primary nor backup. */
    private Stream<Seen> withoutRole() {
      return pair.both().stream()
          .filter(node -> node.is(Role.NONE) && hand(node).state() != Hand.State.OFF);
    }

    private Next bringBack(Seen node) {
      return switch (hand(node).state()) {
        case OFF -> node.life() == Life.RUNS ? waitForRoles() : start(node);
        case STOPPING -> node.life() == Life.GONE ? installed(node) : stop(node);
        // Not gone: somebody else has started it meanwhile.
        case STOPPED ->
            node.answers() || node.life() == Life.RUNS ? started(node) : installed(node);
        case STARTED -> started(node);
      };
    }

    private Next started(Seen node) {
      if (hand(node).isInstalled(goal(node))) {
        return start(node);
      }
      return node.life() == Life.GONE ? installed(node) : stop(node);
    }

    private Next installed(Seen node) {
      return hand(node).isInstalled(goal(node))
          ? start(node)
          : new Next(StepName.INSTALL, node.node(), List.of());
    }

    private Next stop(Seen node) {
      return pair.peerOf(node).is(Role.PRIMARY)
          ? new Next(StepName.STOP, node.node(), List.of())
          : waitForRoles();
    }

    private static Next start(Seen node) {
      return new Next(StepName.START, node.node(), List.of());
    }

    private Next waitForRoles() {
      return new Next(
          StepName.CHECK,
          null,
          pair.both().stream().filter(this::isAmiss).map(Seen::amiss).toList());
    }

    private boolean isAmiss(Seen node) {
      return node.is(Role.NONE) || !node.answers() || pair.peerOf(node).is(node.role());
    }

    private static List<Reason> forUpgrade(Seen backup) {
      return backup.readyForUpgrade() ? List.of() : said(backup);
    }

    private List<Reason> forSwitchover() {
      List<Reason> reasons = new ArrayList<>();
      pair.both().stream()
          .filter(node -> !node.mayChangeRoles())
          .forEach(node -> reasons.addAll(said(node)));
      return reasons;
    }

    /** Old multisite calls hold nothing any more that is still to be done. */
    private List<Reason> forNothingMore() {
      List<Reason> reasons = forSwitchover();
      return reasons.stream().allMatch(Reason::isOfOldMultisiteCalls) ? List.of() : reasons;
    }

    private static List<Reason> said(Seen node) {
      return node.blockers().isEmpty()
          ? List.of(new Reason(node.node(), "not-ready", "it doesn't say why"))
          : node.blockers();
    }

    private boolean isAtGoal(Seen node) {
      return node.version().equals(goal(node));
    }

    private String goal(Seen node) {
      return goal.getOrDefault(node.node(), node.version());
    }

    private Hand hand(Seen node) {
      return hands.getOrDefault(node.node(), Hand.off(node.version()));
    }
  }
}
