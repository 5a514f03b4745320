package org.sipha.core.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.grid.GridView;
import org.sipha.core.grid.GridView.Progress;
import org.sipha.core.node.Effect;
import org.sipha.core.node.Input;
import org.sipha.core.node.Input.GridState.State;
import org.sipha.core.node.NodeView.DoubleFailure;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/** SPEC 10: with a grid a double failure loses no call, and without one it names what it loses. */
class GridStoryTest {
  private static final long SECOND = 1_000_000_000L;

  @RegisterExtension final QuietPair pair = new QuietPair();

  private void startWithGrid() {
    pair.with(s -> s.grid = true);
    pair.startReady();
  }

  private GridView grid(int index) {
    return requireNonNull(pair.view(index).grid());
  }

  private GridView.Recovery recovery(int index) {
    return requireNonNull(grid(index).recovery());
  }

  /** Waits until the grid has as many calls as A. */
  private void untilGridHasAll() {
    pair.until("the grid has all", () -> pair.grid().calls().size() == pair.calls(A));
  }

  /**
   * The backup is started again, and the primary dies while many calls are missing there; returns
   * how many.
   */
  private int loseBoth() {
    int all = pair.calls(A);
    pair.with(s -> s.limit = 200);
    pair.crash(B);
    pair.start(B);
    pair.until("a part is synchronized", () -> pair.role(B) == Role.BACKUP && pair.calls(B) >= 200);
    int missing = all - pair.calls(B);
    pair.crash(A);
    pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);
    assertThat(missing).isGreaterThan(200);
    return missing;
  }

  @Test
  void afterADoubleFailureEveryCallComesBackFromTheGrid() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(1_000);
    CallId multisite = pair.setUpMultisiteCall();
    untilGridHasAll();
    int missing = loseBoth();
    assertThat(recovery(B).state()).isEqualTo(Progress.RUNNING);
    assertThat(pair.node(B).node().calls().isAwaitingCalls()).isTrue();

    pair.until("all is read", () -> recovery(B).state() == Progress.DONE);

    assertThat(calls).allMatch(id -> pair.holds(B, id));
    assertThat(pair.holds(B, multisite)).isTrue();
    assertThat(recovery(B).found()).isEqualTo(missing);
    assertThat(recovery(B).missingCount()).isZero();
    assertThat(pair.node(B).node().calls().isAwaitingCalls()).isFalse();
    assertThat(pair.told("B INFO all that the grid has was read within")).isEqualTo(1);
    pair.until("all are checked", () -> recovery(B).pending() == 0);
    pair.run(0.1);
    assertThat(recovery(B).recovered()).isEqualTo(missing);
    assertThat(pair.told(missing + " go on, 0 have ended")).isEqualTo(1);
    pair.end(multisite);
    pair.start(A);
    pair.endsWell();
  }

  @Test
  void withoutAGridExactlyTheNamedCallsAreGone() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(1_000);
    int missing = loseBoth();

    DoubleFailure failure = pair.view(B).doubleFailures().get(0);

    assertThat(pair.view(B).grid()).isNull();
    assertThat(calls.stream().filter(id -> !pair.holds(B, id)))
        .hasSize(missing)
        .containsExactlyInAnyOrderElementsOf(failure.lostKnown());
    assertThat(pair.node(B).node().calls().isAwaitingCalls()).isFalse();
  }

  @Test
  void bothServersAreStartedAgainAndTheCallsAndRegistrationsAreThere() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(50);
    pair.primary().sip().register("1001");
    untilGridHasAll();
    pair.crash(A);
    pair.crash(B);
    pair.start(A);
    pair.start(B);
    pair.until("A serves", () -> pair.role(A) == Role.PRIMARY);
    pair.until("all is read", () -> recovery(A).state() == Progress.DONE);
    assertThat(calls).allMatch(id -> pair.holds(A, id));
    assertThat(pair.node(A).node().registrations().find("1001")).isPresent();
    assertThat(pair.node(A).sip().adoptedRegistrations()).containsExactly("1001");
    pair.until("B has them, too", () -> calls.stream().allMatch(pair::isEqual));
    pair.endsWell();
  }

  @Test
  void aCallThatIsAskedForComesAtOnce() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(1_000);
    untilGridHasAll();
    loseBoth();
    CallId last = calls.get(calls.size() - 1);
    assertThat(pair.holds(B, last)).isFalse();

    pair.node(B).give(new Input.CallWanted(last));
    pair.run(0.02);

    assertThat(recovery(B).state()).isEqualTo(Progress.RUNNING);
    assertThat(pair.node(B).sip().recalled()).contains(last);
  }

  @Test
  void aGridThatIsGoneIsTriedAgainEachSecondAndNobodyWaitsForEver() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(10);
    untilGridHasAll();
    pair.grid().goneFor(60 * SECOND);
    pair.crash(A);
    pair.crash(B);
    pair.start(A);
    pair.until("A serves", () -> pair.role(A) == Role.PRIMARY);
    pair.until("the grid isn't there", () -> recovery(A).state() == Progress.WAITING);
    assertThat(recovery(A).text()).isEqualTo("the grid isn't reached");
    assertThat(pair.node(A).node().calls().isAwaitingCalls()).isTrue();
    pair.run(33);
    assertThat(pair.node(A).node().calls().isAwaitingCalls()).isFalse();
    CallId early = pair.setUpCall();

    pair.until("all is read", () -> recovery(A).state() == Progress.DONE);

    assertThat(calls).allMatch(id -> pair.holds(A, id));
    assertThat(pair.holds(A, early)).isTrue();
  }

  @Test
  void whatEndedHereWhileTheGridWasGoneDoesNotComeBack() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(10);
    untilGridHasAll();
    pair.crash(B);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(2);
    pair.grid().goneFor(50 * SECOND);
    pair.crash(A);
    pair.until("B serves", () -> pair.role(B) == Role.PRIMARY);
    calls.forEach(pair::end);
    pair.run(45);
    assertThat(recovery(B).state()).isEqualTo(Progress.WAITING);

    pair.until("all is read", () -> recovery(B).state() == Progress.DONE);

    assertThat(pair.calls(B)).isZero();
    assertThat(recovery(B).found()).isZero();
    pair.until("the grid is empty", () -> pair.grid().calls().isEmpty());
  }

  @Test
  void whatTheGridHasNotHeardToHaveEndedEndsAtItsCheck() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(20);
    untilGridHasAll();
    pair.grid().goneFor(3 * SECOND);
    pair.end(calls.get(0));
    pair.run(0.1);
    pair.crash(A);
    pair.crash(B);
    pair.start(A);
    pair.until("A serves", () -> pair.role(A) == Role.PRIMARY);
    pair.until("all is read", () -> recovery(A).state() == Progress.DONE);
    assertThat(pair.holds(A, calls.get(0))).isTrue();

    pair.until("all are checked", () -> recovery(A).pending() == 0);

    assertThat(pair.holds(A, calls.get(0))).isFalse();
    assertThat(recovery(A).recovered()).isEqualTo(19);
    assertThat(recovery(A).endedAtCheck()).isEqualTo(1);
  }

  @Test
  void aCompleteCopyRecallsNothing() {
    startWithGrid();
    pair.setUpCalls(10);
    pair.run(2);
    pair.switchover(A);
    assertThat(grid(B).recovery()).isNull();
    pair.run(70);
    pair.crash(B);
    pair.until("A serves", () -> pair.role(A) == Role.PRIMARY);
    assertThat(grid(A).recovery()).isNull();
    pair.until("the grid is up to date", () -> grid(A).covers());
  }

  /** Found by the simulation. */
  @Test
  void aHandOverBeforeTheRecoveryIsOverPassesItOn() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(10);
    untilGridHasAll();
    pair.grid().goneFor(200 * SECOND);
    pair.crash(A);
    pair.crash(B);
    pair.start(A);
    pair.start(B);
    pair.run(1);
    pair.untilReady();
    pair.switchover(A);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(recovery(B).state()).isNotEqualTo(Progress.DONE);

    pair.within(200, "all is read", () -> recovery(B).state() == Progress.DONE);

    assertThat(calls).allMatch(id -> pair.holds(B, id));
  }

  /** Found by the simulation. */
  @Test
  void partsThatComeDuringAHandOverAreReadAgain() {
    startWithGrid();
    List<CallId> calls = pair.setUpCalls(100);
    untilGridHasAll();
    pair.crash(A);
    pair.crash(B);
    pair.start(A);
    pair.start(B);
    pair.until("the calls come", () -> pair.role(A) == Role.PRIMARY && pair.calls(A) > 20);
    pair.freeze(B);
    pair.give(A, Input.Command.Kind.SWITCHOVER, true);
    pair.until("given up", () -> pair.told("the hand-over is given up") > 0);
    pair.thaw(B);

    pair.until("all is read", () -> recovery(A).state() == Progress.DONE);

    assertThat(calls).allMatch(id -> pair.holds(A, id));
  }

  @Test
  void theStateOfTheGridIsTold() {
    startWithGrid();
    pair.setUpCalls(5);
    pair.until("the grid has all", () -> grid(A).covers());
    assertThat(grid(A).state()).isEqualTo(State.CURRENT);
    assertThat(grid(B).covers()).isFalse();
    pair.grid().goneFor(20 * SECOND);
    pair.until("it is told", () -> grid(A).state() == State.GONE);
    assertThat(grid(A).covers()).isFalse();
    assertThat(pair.told("A WARN the grid is gone: simulated")).isEqualTo(1);
    pair.setUpCalls(5);
    pair.until("it is back", () -> grid(A).covers());
    assertThat(pair.told("A INFO the grid is there again: simulated")).isEqualTo(1);
    assertThat(pair.grid().calls()).hasSize(10);
    assertThat(pair.view(A).synchronization().state()).isEqualTo(SyncState.DONE);
  }

  @Test
  void withoutAGridThereIsNoEffectForIt() {
    pair.startReady();
    pair.setUpCalls(5);
    pair.run(1);
    assertThat(pair.done())
        .noneMatch(effect -> effect.getClass().getSimpleName().startsWith("Grid"));
    assertThat(pair.done()).anyMatch(Effect.OpenSip.class::isInstance);
  }
}
