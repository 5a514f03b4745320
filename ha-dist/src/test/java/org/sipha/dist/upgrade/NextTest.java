package org.sipha.dist.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.dist.upgrade.Sights.NEW;
import static org.sipha.dist.upgrade.Sights.OLD;
import static org.sipha.dist.upgrade.Sights.backup;
import static org.sipha.dist.upgrade.Sights.gone;
import static org.sipha.dist.upgrade.Sights.none;
import static org.sipha.dist.upgrade.Sights.primary;
import static org.sipha.dist.upgrade.Sights.unready;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sipha.core.role.Role;
import org.sipha.dist.upgrade.Plan.Planned;
import org.sipha.dist.upgrade.Seen.Life;

/** The rules: what is done next, whatever is seen. */
class NextTest {
  private static final Map<String, String> TO_NEW = Map.of("a", NEW, "b", NEW);
  private static final Map<String, Hand> UNTOUCHED = Map.of("a", Hand.off(OLD), "b", Hand.off(OLD));

  private static Map<String, Hand> inHand(String node, Hand.State state, String installed) {
    return Map.of(
        node, new Hand(state, Optional.of(installed)), node.equals("a") ? "b" : "a", Hand.off(OLD));
  }

  private static Next next(Map<String, Hand> hands, Seen a, Seen b) {
    return Next.of(TO_NEW, hands, new Pair(a, b));
  }

  private static void assertNext(Next next, StepName step, String node) {
    assertThat(next).isEqualTo(new Next(step, node, List.of()));
  }

  @Test
  void theBackupIsStoppedFirst() {
    assertNext(next(UNTOUCHED, primary("a", OLD), backup("b", OLD)), StepName.STOP, "b");
    assertNext(next(UNTOUCHED, backup("a", OLD), primary("b", OLD)), StepName.STOP, "a");
  }

  @Test
  void whatWasStoppedIsInstalledAndStarted() {
    Seen a = primary("a", OLD);
    assertNext(next(inHand("b", Hand.State.STOPPING, OLD), a, gone("b")), StepName.INSTALL, "b");
    assertNext(next(inHand("b", Hand.State.STOPPED, OLD), a, gone("b")), StepName.INSTALL, "b");
    assertNext(next(inHand("b", Hand.State.STOPPED, NEW), a, gone("b")), StepName.START, "b");
    assertNext(next(inHand("b", Hand.State.STARTED, NEW), a, gone("b")), StepName.START, "b");
  }

  @Test
  void anInstallationThatWasInterruptedIsMadeAnew() {
    Map<String, Hand> hands = Map.of("b", new Hand(Hand.State.STOPPED, Optional.empty()));
    assertNext(next(hands, primary("a", OLD), gone("b")), StepName.INSTALL, "b");
  }

  @Test
  void whatDiedByItselfIsStartedAsItWas() {
    assertNext(next(UNTOUCHED, primary("a", OLD), gone("b")), StepName.START, "b");
    assertNext(next(UNTOUCHED, gone("a"), primary("b", OLD)), StepName.START, "a");
    assertNext(next(UNTOUCHED, gone("a"), gone("b")), StepName.START, "a");
  }

  @Test
  void ofTwoThatAreDownTheOneInHandComesFirst() {
    assertNext(
        next(inHand("b", Hand.State.STOPPED, NEW), gone("a"), gone("b")), StepName.START, "b");
  }

  @Test
  void theSwitchoverComesWhenTheBackupIsAtTheGoalAndBothAreReady() {
    assertNext(next(UNTOUCHED, primary("a", OLD), backup("b", NEW)), StepName.SWITCHOVER, null);
    Next closed =
        next(UNTOUCHED, unready(primary("a", OLD), "settling", "23 s of 60 s"), backup("b", NEW));
    assertThat(closed.step()).isEqualTo(StepName.SWITCHOVER);
    assertThat(closed.closed()).containsExactly(new Reason("a", "settling", "23 s of 60 s"));
  }

  @Test
  void aConnectionInDoubtHoldsTheSwitchover() {
    Seen ready = primary("a", OLD);
    Seen suspect =
        new Seen(
            "a",
            Life.ANSWERS,
            "",
            Role.PRIMARY,
            OLD,
            "",
            true,
            false,
            List.of(new Reason("a", "ha-connection-suspect", "silent for 700 ms")),
            List.of(),
            Optional.empty(),
            ready.process());
    assertThat(next(UNTOUCHED, suspect, backup("b", NEW)).isOpen()).isFalse();
  }

  @Test
  void theEndIsAPairThatIsReadyAgain() {
    assertNext(next(UNTOUCHED, backup("a", NEW), primary("b", NEW)), StepName.WHOLE, null);
    assertThat(
            next(UNTOUCHED, backup("a", NEW), unready(primary("b", NEW), "settling", "1 s"))
                .isOpen())
        .isFalse();
  }

  @Test
  void oldMultisiteCallsHoldASwitchoverAndNotTheEnd() {
    Seen held = unready(primary("a", OLD), Reason.OLD_MULTISITE_CALLS, "3 calls");
    assertThat(next(UNTOUCHED, held, backup("b", NEW)).isOpen()).isFalse();
    Seen atGoal = unready(primary("a", NEW), Reason.OLD_MULTISITE_CALLS, "3 calls");
    assertNext(next(UNTOUCHED, atGoal, backup("b", NEW)), StepName.WHOLE, null);
  }

  @Test
  void aNewVersionThatHasNoRoleIsStoppedOnceItIsNoLongerWanted() {
    Map<String, Hand> hands = inHand("b", Hand.State.STARTED, NEW);
    Pair pair = new Pair(primary("a", OLD), none("b", NEW));
    assertNext(Next.of(TO_NEW, hands, pair), StepName.START, "b");
    Next back = Next.of(Map.of("a", OLD, "b", OLD), hands, pair);
    assertNext(back, StepName.STOP, "b");
    assertThat(back.gate(pair)).as("it has nothing to lose").isEmpty();
  }

  @Test
  void aProcessThatIsThereAndSilentIsWaitedForAndNotStartedTwice() {
    Seen silent = Seen.silent("b", Life.RUNS, "doesn't answer");
    Next next = next(UNTOUCHED, primary("a", OLD), silent);
    assertThat(next.step()).isEqualTo(StepName.CHECK);
    assertThat(next.closed()).extracting(Reason::node).containsExactly("b");
  }

  @Test
  void aRollbackFromHalfWayGoesThroughASwitchover() {
    Map<String, String> back = Map.of("a", OLD, "b", OLD);
    Map<String, Hand> hands = Map.of("a", Hand.off(OLD), "b", Hand.off(NEW));
    List<Planned> steps = Plan.of(back, hands, new Pair(backup("a", OLD), primary("b", NEW)));
    assertThat(steps)
        .containsExactly(
            new Planned(StepName.GATE_SWITCHOVER, null),
            new Planned(StepName.SWITCHOVER, null),
            new Planned(StepName.GATE_UPGRADE, "b"),
            new Planned(StepName.STOP, "b"),
            new Planned(StepName.INSTALL, "b"),
            new Planned(StepName.START, "b"),
            new Planned(StepName.WHOLE, null));
  }

  @Test
  void thePlanIsTheProcedureOfTheSpecification() {
    List<Planned> steps = Plan.of(TO_NEW, UNTOUCHED, new Pair(primary("a", OLD), backup("b", OLD)));
    assertThat(steps)
        .extracting(Planned::step)
        .containsExactly(
            StepName.GATE_UPGRADE,
            StepName.STOP,
            StepName.INSTALL,
            StepName.START,
            StepName.GATE_SWITCHOVER,
            StepName.SWITCHOVER,
            StepName.GATE_UPGRADE,
            StepName.STOP,
            StepName.INSTALL,
            StepName.START,
            StepName.WHOLE);
  }

  /** Every state of both servers, every state of the file, both goals. */
  @Test
  void whateverIsSeenNothingForbiddenIsDoneAndThereIsAnEnd() {
    List<Hand> hands = new ArrayList<>();
    for (Hand.State state : Hand.State.values()) {
      hands.add(new Hand(state, Optional.of(OLD)));
      hands.add(new Hand(state, Optional.of(NEW)));
      hands.add(new Hand(state, Optional.empty()));
    }
    long walked = 0;
    for (Seen a : sights("a")) {
      for (Seen b : sights("b")) {
        for (Hand ofA : hands) {
          for (Hand ofB : hands) {
            for (String goal : List.of(OLD, NEW)) {
              check(Map.of("a", goal, "b", goal), Map.of("a", ofA, "b", ofB), new Pair(a, b));
              walked++;
            }
          }
        }
      }
    }
    assertThat(walked).isGreaterThan(100_000);
  }

  private static List<Seen> sights(String node) {
    List<Seen> sights = new ArrayList<>();
    for (Life life : Life.values()) {
      if (life == Life.ANSWERS) {
        for (Role role : Role.values()) {
          for (String version : List.of(OLD, NEW, "0.0.9")) {
            sights.add(Sights.seen(node, role, version, true));
            sights.add(Sights.seen(node, role, version, false));
          }
        }
      } else {
        sights.add(Seen.silent(node, life, "no answer"));
      }
    }
    return sights;
  }

  private static void check(Map<String, String> goal, Map<String, Hand> hands, Pair pair) {
    Next next = Next.of(goal, hands, pair);
    String seen = next + " with " + goal + ", " + hands + ", " + pair;
    assertThat(next.closed().isEmpty() && next.step() == StepName.CHECK).as(seen).isFalse();
    Plan.of(goal, hands, pair); // ends, or throws
    if (!next.isOpen()) {
      return;
    }
    switch (next.step()) {
      case STOP -> {
        Seen node = pair.of(String.valueOf(next.node()));
        assertThat(node.is(Role.PRIMARY)).as(seen).isFalse();
        assertThat(pair.peerOf(node).is(Role.PRIMARY)).as(seen).isTrue();
        boolean inHand = hands.get(node.node()).state() != Hand.State.OFF;
        assertThat(node.is(Role.BACKUP) || inHand).as(seen).isTrue();
      }
      case INSTALL -> {
        Seen node = pair.of(String.valueOf(next.node()));
        assertThat(node.life()).as(seen).isNotIn(Life.ANSWERS, Life.RUNS);
      }
      case START -> assertThat(pair.of(String.valueOf(next.node())).is(Role.PRIMARY)).isFalse();
      case SWITCHOVER -> {
        Seen backup = pair.peerOf(pair.primary().orElseThrow());
        assertThat(backup.is(Role.BACKUP)).as(seen).isTrue();
        assertThat(backup.version()).as(seen).isEqualTo(goal.get(backup.node()));
        assertThat(pair.both()).as(seen).allMatch(Seen::readyForSwitchover);
      }
      case WHOLE -> {
        assertThat(pair.hasRoles()).as(seen).isTrue();
        assertThat(pair.both()).allMatch(n -> n.version().equals(goal.get(n.node())));
      }
      default -> throw new AssertionError(seen);
    }
  }
}
