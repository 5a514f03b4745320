package org.sipha.dist.upgrade;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sipha.core.role.Role;
import org.sipha.dist.upgrade.Seen.Life;

/**
 * The steps that are still to come if every gate opens and nothing fails: the rules of {@link Next}
 * applied to what each step would lead to.
 */
final class Plan {
  /** Two servers, each stopped, installed and started, and all that can be half done before. */
  private static final int MOST = 30;

  private final Map<String, String> goal;
  private final Map<String, Hand> hands;
  private Pair pair;

  private Plan(Map<String, String> goal, Map<String, Hand> hands, Pair pair) {
    this.goal = goal;
    this.hands = new HashMap<>(hands);
    this.pair = pair;
  }

  /** A step that is to come; the node is null if it is about both. */
  record Planned(StepName step, @Nullable String node) {}

  /**
   * The steps to the end, gates included.
   *
   * @throws IllegalStateException if the rules lead nowhere: a mistake in them
   */
  static List<Planned> of(Map<String, String> goal, Map<String, Hand> hands, Pair pair) {
    return new Plan(goal, hands, pair).steps();
  }

  private List<Planned> steps() {
    List<Planned> steps = new ArrayList<>();
    while (steps.size() < MOST) {
      Next next = Next.of(goal, hands, pair);
      if (next.isOpen()) {
        next.gate(pair).ifPresent(gate -> steps.add(new Planned(gate, next.node())));
      }
      if (next.isOpen() || next.step() == StepName.CHECK) {
        steps.add(new Planned(next.step(), next.node()));
      }
      if (next.isOpen() && next.step() == StepName.WHOLE) {
        return steps;
      }
      if (next.isOpen()) {
        done(next);
      } else {
        allIsWell();
      }
    }
    throw new IllegalStateException("no end from " + goal + ", " + hands + ", " + pair);
  }

  private void done(Next next) {
    Optional<Seen> node = Optional.ofNullable(next.node()).map(pair::of);
    node.ifPresent(at -> doneAt(next.step(), at));
    if (next.step() == StepName.SWITCHOVER) {
      pair =
          new Pair(
              ready(pair.a(), opposite(pair.a()), pair.a().version()),
              ready(pair.b(), opposite(pair.b()), pair.b().version()));
    }
  }

  private void doneAt(StepName step, Seen node) {
    Hand hand = hands.getOrDefault(node.node(), Hand.off(node.version()));
    switch (step) {
      case STOP -> {
        hands.put(node.node(), hand.in(Hand.State.STOPPED));
        pair = pair.with(Seen.silent(node.node(), Life.GONE, "stopped"));
      }
      case INSTALL ->
          hands.put(
              node.node(), new Hand(hand.state(), Optional.of(goal.getOrDefault(node.node(), ""))));
      case START -> {
        hands.put(node.node(), hand.in(Hand.State.OFF));
        Role role = pair.peerOf(node).is(Role.PRIMARY) ? Role.BACKUP : Role.PRIMARY;
        pair = pair.with(ready(node, role, hand.installed().orElse("")));
      }
      default -> throw new IllegalStateException(step + " is about both servers");
    }
  }

  /** What a closed gate waits for: both serve as they should, and are ready. */
  private void allIsWell() {
    Role ofA = pair.a().is(Role.PRIMARY) || !pair.b().is(Role.PRIMARY) ? Role.PRIMARY : Role.BACKUP;
    Role ofB = ofA == Role.PRIMARY ? Role.BACKUP : Role.PRIMARY;
    pair = new Pair(well(pair.a(), ofA), well(pair.b(), ofB));
  }

  private Seen well(Seen node, Role role) {
    String installed =
        hands.getOrDefault(node.node(), Hand.off(node.version())).installed().orElse("");
    return ready(node, role, node.answers() ? node.version() : installed);
  }

  private static Role opposite(Seen node) {
    return node.is(Role.PRIMARY) ? Role.BACKUP : Role.PRIMARY;
  }

  private static Seen ready(Seen node, Role role, String version) {
    return new Seen(
        node.node(),
        Life.ANSWERS,
        "",
        role,
        version,
        "",
        true,
        role == Role.BACKUP,
        List.of(),
        List.of(),
        Optional.empty(),
        OptionalLong.empty());
  }
}
