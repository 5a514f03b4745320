package org.sipha.dist.upgrade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.sipha.core.role.Role;

/** The plan of an upgrade with what its gates say now. */
final class DryRun {
  private final Pair pair;
  private final Map<String, String> goal = new HashMap<>();
  private final Map<String, Hand> hands = new HashMap<>();

  DryRun(Pair pair, String to) {
    this.pair = pair;
    for (Seen seen : pair.both()) {
      goal.put(seen.node(), to);
      hands.put(seen.node(), Hand.off(seen.version()));
    }
  }

  /** Tells it; whether every gate is open now. */
  boolean print(Consumer<String> print) {
    print.accept(Holds.of(pair));
    print.accept("What would be done:");
    boolean allOpen = true;
    int number = 1;
    for (Plan.Planned planned : Plan.of(goal, hands, pair)) {
      List<String> answers = answers(planned);
      boolean isGate =
          planned.step() == StepName.GATE_UPGRADE || planned.step() == StepName.GATE_SWITCHOVER;
      print.accept(
          String.format(
              "%4d. %s%s",
              number++,
              Step.planned(planned),
              isGate ? answers.isEmpty() ? ": open now" : ": closed now" : ""));
      answers.forEach(answer -> print.accept("        " + answer));
      allOpen &= answers.isEmpty();
    }
    print.accept(
        allOpen
            ? "Every gate is open now. Nothing was changed."
            : "A gate is closed now: sipha upgrade would wait for it. Nothing was changed.");
    return allOpen;
  }

  private List<String> answers(Plan.Planned planned) {
    List<String> answers = new ArrayList<>();
    if (planned.step() == StepName.GATE_SWITCHOVER) {
      pair.both().stream()
          .filter(seen -> !seen.mayChangeRoles())
          .forEach(seen -> seen.blockers().forEach(reason -> answers.add(reason.toString())));
    } else if (planned.step() == StepName.GATE_UPGRADE && planned.node() != null) {
      Seen seen = pair.of(planned.node());
      // The primary will be asked as backup, after the switchover.
      if (seen.is(Role.BACKUP) && !seen.readyForUpgrade()) {
        seen.blockers().forEach(reason -> answers.add(reason.toString()));
      }
    }
    return answers;
  }
}
