package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.call.CallId;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.role.Role;
import org.sipha.core.sync.Batch;
import org.sipha.core.sync.SyncState;

/** SPEC 3: missing calls go over in batches, changes at once, and each call ends up right. */
class SynchronizationStoryTest {
  private static final double SECOND = 1e9;

  @RegisterExtension final QuietPair pair = new QuietPair();

  /** Times at which A sent missing calls. */
  private final List<Double> sent = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {200, 500, 1_000})
  void batchesNeverExceedTheLimitAndStart1sAfterTheConfirmation(int limit) {
    List<CallId> calls = meetWithCalls(2_500, limit);

    pair.until("done", () -> sync(A).state() == SyncState.DONE);

    List<Batch> batches = sync(A).batches();
    assertThat(batches).hasSize((2_500 + limit - 1) / limit);
    assertThat(batches).extracting(Batch::calls).allMatch(size -> size <= limit);
    assertThat(batches.stream().mapToInt(Batch::calls).sum()).isEqualTo(2_500);
    for (int i = 1; i < batches.size(); i++) {
      double pause = batches.get(i).startedNanos() - batches.get(i - 1).confirmedNanos();
      assertThat(pause / SECOND).isBetween(1.0, 1.06);
    }
    assertThat(calls).allMatch(pair::isEqual);
    pair.run(1);
    String done = "A INFO synchronization done: 2500 calls in " + batches.size() + " batches";
    assertThat(pair.told(done)).isEqualTo(1);
    assertThat(pair.told("A INFO synchronization batch ")).isEqualTo(batches.size());
    // What the status says is what was on the wire.
    assertThat(sent).hasSize(2_500);
    for (int i = limit; i < sent.size(); i++) {
      assertThat(sent.get(i) - sent.get(i - limit)).isGreaterThanOrEqualTo(1);
    }
  }

  /** Found by the simulation: the next batch went before the backup had this one. */
  @Test
  void aBatchIsNotOverBeforeTheBackupHasConfirmedItThoughItsCallsHaveEnded() {
    pair.with(s -> s.limit = 200);
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(600);
    pair.run(0.1);
    pair.crash(B);
    pair.start(B);
    pair.until("the first batch is confirmed", () -> pair.calls(B) == 200);
    pair.run(0.1);
    List<CallId> first = calls.stream().filter(id -> pair.holds(B, id)).toList();
    pair.confirmsNothing(B);
    pair.until("the second batch is there", () -> pair.calls(B) == 400);

    calls.stream()
        .filter(id -> pair.holds(B, id) && !first.contains(id))
        .toList()
        .forEach(pair::end);
    pair.run(1.5);
    assertThat(pair.calls(B)).isEqualTo(200);

    pair.confirmsAgain(B);
    pair.endsWell();
    assertThat(pair.calls(B)).isEqualTo(400);
  }

  @Test
  void theNextBatchWaitsThroughALossOfTheRight() {
    meetWithCalls(600, 200);
    pair.until("a batch", () -> sync(A).batches().size() == 1);

    pair.node(A).give(new Input.ArbiterLost("the lock file was replaced"));
    pair.run(0.01);
    pair.until("A serves again", () -> pair.role(A) == Role.PRIMARY);
    pair.until("done", () -> sync(A).state() == SyncState.DONE);

    assertThat(sent).hasSize(600);
    for (int i = 200; i < sent.size(); i++) {
      assertThat(sent.get(i) - sent.get(i - 200)).isGreaterThanOrEqualTo(1);
    }
  }

  @Test
  void aChangedLimitIsInForceFromTheNextEstablishmentAndTheStatusShowsBoth() {
    meetWithCalls(600, 200);
    pair.node(A).give(new Input.LimitConfigured(500));
    pair.until("done", () -> sync(A).state() == SyncState.DONE);

    assertThat(sync(A).limitInForce()).isEqualTo(200);
    assertThat(sync(A).limitConfigured()).isEqualTo(500);
    assertThat(sync(A).batches()).hasSize(3);

    pair.crash(B);
    pair.start(B);
    pair.until("A sees the new session", () -> sync(A).missing() > 0);
    pair.until("done", () -> sync(A).state() == SyncState.DONE);
    assertThat(sync(A).limitInForce()).isEqualTo(500);
    assertThat(sync(A).batches()).hasSize(2);
  }

  @Test
  void aResumedSessionKeepsTheLimitInForce() {
    meetWithCalls(2_000, 200);
    pair.node(A).give(new Input.LimitConfigured(500));
    pair.run(6);
    pair.reset();
    pair.until("done", () -> sync(A).state() == SyncState.DONE);

    assertThat(sync(A).limitInForce()).isEqualTo(200);
    assertThat(sync(A).batches()).hasSize(10);
  }

  @Test
  void bothNodesShowTheSameProgress() {
    meetWithCalls(1_000, 200);
    pair.until("two batches", () -> sync(A).batches().size() == 2);
    pair.run(0.3);

    for (int node : List.of(A, B)) {
      assertThat(sync(node).state()).isEqualTo(SyncState.RUNNING);
      assertThat(sync(node).missing()).isEqualTo(600);
      assertThat(sync(node).synchronizedCalls()).isEqualTo(400);
      assertThat(sync(node).limitInForce()).isEqualTo(200);
      assertThat(sync(node).secondsLeft()).isBetween(2, 4);
    }
  }

  @Test
  void aCallSetUpDuringTheSynchronizationIsOnTheBackupAtOnceAndOutsideTheLimit() {
    meetWithCalls(1_000, 200);
    pair.until("a batch", () -> sync(A).batches().size() == 1);

    List<CallId> fresh = pair.setUpCalls(300);

    pair.within(0.02, "they are on B", () -> fresh.stream().allMatch(pair::isEqual));
    assertThat(sync(A).missing()).isEqualTo(800);
    pair.endsWell();
  }

  @Test
  void aMissingCallThatChangesIsReplicatedAtOnceAndNotSentTwice() {
    List<CallId> calls = meetWithCalls(1_000, 200);
    pair.until("a batch", () -> sync(A).batches().size() == 1);
    CallId last = calls.get(999);
    assertThat(pair.holds(B, last)).isFalse();

    pair.change(last);

    pair.within(0.02, "it is on B", () -> pair.isEqual(last));
    pair.until("done", () -> sync(A).state() == SyncState.DONE);
    assertThat(sent).hasSize(999);
    assertThat(sync(A).synchronizedCalls()).isEqualTo(1_000);
  }

  @Test
  void aCallThatChangesWhileItsBatchIsOnTheWayEndsUpInItsLatestState() {
    List<CallId> calls = meetWithCalls(200, 200);
    pair.until("the batch is sent", () -> sent.size() == 200);

    calls.forEach(pair::change);

    pair.endsWell();
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void aCallThatEndsDuringTheSynchronizationIsOnNeitherNode() {
    List<CallId> calls = meetWithCalls(400, 200);
    pair.until("the first batch is sent", () -> sent.size() == 200);
    List<CallId> ended = new ArrayList<>(calls.subList(0, 50)); // on the way to B
    ended.addAll(calls.subList(350, 400)); // still to be sent

    ended.forEach(pair::end);

    pair.endsWell();
    assertThat(ended).noneMatch(id -> pair.holds(A, id) || pair.holds(B, id));
    assertThat(pair.calls(B)).isEqualTo(300);
    assertThat(sent).hasSize(350);
  }

  @Test
  void aBatchWhoseCallsAllEndedDoesNotHoldTheNext() {
    List<CallId> calls = meetWithCalls(600, 200);
    pair.until("a batch", () -> sync(A).batches().size() == 1);

    calls.subList(200, 400).forEach(pair::end);

    double took = pair.until("done", () -> sync(A).state() == SyncState.DONE);
    assertThat(took).isLessThan(1.2);
    assertThat(sync(A).batches()).hasSize(2);
  }

  @Test
  void callsThatEndedWhileTheConnectionWasDownAreRemovedFromTheBackup() {
    pair.startBoth();
    List<CallId> calls = pair.setUpCalls(10);
    pair.run(0.1);
    pair.cut(3);
    pair.run(2);

    List<CallId> ghosts = calls.subList(0, 4);
    ghosts.forEach(pair::end);
    assertThat(ghosts).allMatch(id -> pair.holds(B, id));

    pair.until("they are gone", () -> pair.calls(B) == 6);
    pair.endsWell();
    assertThat(ghosts).noneMatch(id -> pair.holds(A, id) || pair.holds(B, id));
  }

  @Test
  void aCallThatOnlyTheBackupHoldsIsCarriedOverToThePrimaryAndNeverDeleted() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL);
    pair.startBoth();
    List<CallId> calls = pair.setUpCalls(20);
    pair.run(0.1);
    pair.freeze(B);
    pair.crash(A);
    pair.start(A);
    pair.promote(A); // a primary without calls, while the copies are frozen
    assertThat(pair.calls(A)).isZero();

    pair.thaw(B);

    pair.until("A has them", () -> calls.stream().allMatch(pair::isEqual));
    assertThat(pair.node(A).sip().adopted()).containsExactlyInAnyOrderElementsOf(calls);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void aShortLossOfTheConnectionSendsOnlyWhatDiffers() {
    pair.startBoth();
    List<CallId> calls = pair.setUpCalls(1_000);
    pair.run(0.5);
    watchWire();
    pair.cut(3);
    pair.run(2);
    pair.change(calls.get(3));
    pair.change(calls.get(500));
    Set<CallId> differing = new HashSet<>(pair.setUpCalls(2));
    pair.end(calls.get(7));

    pair.until("a new session", () -> sync(A).state() == SyncState.DONE);

    assertThat(sent).hasSize(4);
    assertThat(differing).allMatch(pair::isEqual);
    pair.endsWell();
  }

  @Test
  void aResumedSessionSendsNothingAgainAndLosesNothing() {
    pair.startBoth();
    pair.setUpCalls(100);
    pair.run(0.5);
    watchWire();
    List<CallId> onTheWay = pair.setUpCalls(20);

    pair.reset();

    pair.until("they are on B", () -> onTheWay.stream().allMatch(pair::isEqual));
    assertThat(sent).isEmpty();
    assertThat(sync(A).batches()).isEmpty();
  }

  private List<CallId> meetWithCalls(int count, int limit) {
    pair.with(s -> s.limit = limit);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    List<CallId> calls = pair.setUpCalls(count);
    watchWire();
    pair.start(B);
    pair.until("A sends", () -> sync(A).state() == SyncState.RUNNING);
    return calls;
  }

  private void watchWire() {
    pair.network()
        .meddle(
            A,
            frame -> {
              if (frame instanceof Data data && data.message() instanceof SyncCall) {
                sent.add(pair.now());
              }
              return frame;
            });
  }

  private Synchronization sync(int index) {
    return pair.view(index).synchronization();
  }
}
