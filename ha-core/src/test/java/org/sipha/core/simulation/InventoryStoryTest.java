package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.link.Frame;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Input.Command.Kind;
import org.sipha.core.sync.SyncState;

/** SPEC 3.5: the inventory costs what differs, and misses nothing. */
class InventoryStoryTest {
  private static final int CALLS = 4_000;

  @RegisterExtension final QuietPair pair = new QuietPair();

  private int digestsTold;
  private int callsTold;
  private int callsSent;

  @Test
  void aShortLossOfTheConnectionSendsOnlyWhatDiffers() {
    List<CallId> calls = meetWithEqualCalls();

    differAfterALoss(() -> calls.subList(0, 5).forEach(pair::change));

    assertThat(callsSent).isEqualTo(5);
    assertThat(callsTold).isBetween(5, 5 * 40);
    assertThat(digestsTold).isBetween(16, 16 + 5 * 16 + 5 * 16);
    assertThat(calls).allMatch(pair::isEqual);
  }

  @Test
  void nothingThatDiffersCosts16Digests() {
    meetWithEqualCalls();

    differAfterALoss(() -> {});

    assertThat(callsTold).isZero();
    assertThat(callsSent).isZero();
    assertThat(digestsTold).isEqualTo(16);
  }

  @Test
  void allMissingCostsOnePass() {
    meetWithEqualCalls();

    long before = pair.view(A).connection().session();
    pair.crash(B);
    count();
    pair.start(B);
    untilEqualAfter(before);

    assertThat(digestsTold).isEqualTo(16);
    assertThat(callsTold).isZero();
    assertThat(callsSent).isEqualTo(CALLS);
    pair.endsWell();
  }

  @Test
  void aGhostIsFoundByItsLeafAndRemoved() {
    List<CallId> calls = meetWithEqualCalls();

    differAfterALoss(() -> pair.end(calls.get(7)));

    assertThat(pair.holds(B, calls.get(7))).isFalse();
    assertThat(callsSent).isZero();
    pair.endsWell();
  }

  @Test
  void whatChangesWhileTheInventoryRunsEndsUpRight() {
    List<CallId> calls = new ArrayList<>(meetWithEqualCalls());
    differAfterALoss(
        () -> {
          calls.subList(0, 50).forEach(pair::change);
          pair.time()
              .in(
                  2_900_000_000L,
                  () -> changeEveryMillisecond(calls, 100, pair.time().now() + 500_000_000L));
        });

    pair.run(3);

    assertThat(calls.subList(0, 700)).allMatch(pair::isEqual);
    pair.endsWell();
  }

  private void changeEveryMillisecond(List<CallId> calls, int next, long endNanos) {
    CallRecord call = pair.record(A, calls.get(next)).orElseThrow();
    pair.primary().sip().changeCall(call);
    if (pair.time().now() < endNanos) {
      pair.time().in(1_000_000, () -> changeEveryMillisecond(calls, next + 1, endNanos));
    }
  }

  @Test
  void everyTenthInventoryComparesTheIdsInFull() {
    meetWithEqualCalls();
    for (int inventory = 2; inventory < 10; inventory++) {
      differAfterALoss(() -> {});
      assertThat(callsTold).isZero();
    }

    differAfterALoss(() -> {});

    assertThat(callsTold).isEqualTo(CALLS);
    assertThat(digestsTold).isZero();
    assertThat(pair.told("compared in full")).isEqualTo(2); // with the first, of empty tables
  }

  @Test
  void aSmallTableIsComparedInFullAtOnce() {
    meetWithEqualCalls(15);

    differAfterALoss(() -> {});

    assertThat(callsTold).isEqualTo(15);
    assertThat(digestsTold).isZero();
  }

  @Test
  void allIdsAreComparedWhenAnOperatorAsks() {
    List<CallId> calls = meetWithEqualCalls();
    count();

    CommandResult result = pair.command(A, Kind.COMPARE, false);

    assertThat(result.outcome()).isEqualTo(Outcome.DONE);
    assertThat(pair.readyForSwitchover(A)).isFalse();
    pair.untilReady();
    assertThat(callsTold).isEqualTo(CALLS);
    assertThat(calls).allMatch(pair::isEqual);
    assertThat(pair.command(B, Kind.COMPARE, false).outcome()).isEqualTo(Outcome.REFUSED);
    pair.crash(B);
    pair.run(3);
    assertThat(pair.command(A, Kind.COMPARE, false).outcome()).isEqualTo(Outcome.REFUSED);
  }

  private List<CallId> meetWithEqualCalls() {
    return meetWithEqualCalls(CALLS);
  }

  private List<CallId> meetWithEqualCalls(int count) {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(count);
    pair.until("all are on B", () -> pair.calls(B) == count);
    return calls;
  }

  /** Loses the connection, lets the calls differ, and waits until both hold the same again. */
  private void differAfterALoss(Runnable differ) {
    long before = pair.view(A).connection().session();
    pair.cut(3);
    pair.run(2.5);
    count();
    differ.run();
    untilEqualAfter(before);
  }

  private void untilEqualAfter(long session) {
    pair.until(
        "synchronized in a new session",
        () ->
            pair.view(A).connection().session() != session
                && pair.view(A).synchronization().state() == SyncState.DONE);
  }

  private void count() {
    digestsTold = 0;
    callsTold = 0;
    callsSent = 0;
    pair.network().meddle(A, this::counted);
    pair.network().meddle(B, this::counted);
  }

  private Frame counted(Frame frame) {
    if (frame instanceof Data data) {
      if (data.message() instanceof Digests digests) {
        digestsTold += digests.below().size();
      } else if (data.message() instanceof InventoryPart part) {
        callsTold += part.calls().size();
      } else if (data.message() instanceof SyncCall) {
        callsSent++;
      }
    }
    return frame;
  }
}
