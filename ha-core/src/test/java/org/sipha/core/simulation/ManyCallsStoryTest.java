package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/**
 * Enough calls for an inventory of several levels, which the tables of {@link SimulatedPair} are
 * too small for: whatever differed after a cut is the same on both nodes afterwards (SPEC 3.4,
 * 3.8).
 */
class ManyCallsStoryTest {
  private static final int CALLS = 1_500;

  @RegisterExtension final QuietPair pair = new QuietPair();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverChangedDuringACutIsTheSameOnBothAfterwards(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    pair.startReady();
    List<CallId> calls = meet();

    for (int cut = 0; cut < 3; cut++) {
      pair.cut(3);
      pair.run(2);
      disturb(A, random, calls, 1 + random.nextInt(200));
      pair.run(random.nextDouble() * 2);
      // Goes on while the inventory and the batches run.
      disturb(A, random, calls, random.nextInt(200));
      pair.run(random.nextDouble());
    }

    pair.endsWell();
    assertThat(pair.calls(B)).isEqualTo(calls.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whateverTwoPrimariesDidIsTheSameOnBothAfterwards(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(B, s -> s.bootId = "another host");
    pair.startReady();
    List<CallId> calls = meet();
    pair.cut(8);
    pair.until("B is down", () -> pair.connection(B) == ConnectionState.DOWN);
    pair.promote(B);

    List<CallId> ofA = new ArrayList<>(calls);
    List<CallId> ofB = new ArrayList<>(calls);
    disturb(A, random, ofA, 300);
    disturb(B, random, ofB, 300);
    pair.until("A is backup", () -> pair.role(A) == Role.BACKUP);

    pair.endsWell();
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    for (CallId call : calls) {
      boolean lives = ofA.contains(call) && ofB.contains(call);
      assertThat(pair.holds(B, call)).as(call.toString()).isEqualTo(lives);
    }
    ofA.removeAll(calls);
    assertThat(ofA).isNotEmpty().allMatch(pair::isEqual);
  }

  private List<CallId> meet() {
    List<CallId> calls = new ArrayList<>(pair.setUpCalls(CALLS));
    pair.until("all are on B", () -> pair.calls(B) == CALLS);
    return calls;
  }

  /** Sets up, changes and ends calls at a node; keeps the list of those that are up. */
  private void disturb(int node, SplittableRandom random, List<CallId> calls, int times) {
    SimulatedProcess process = pair.node(node);
    for (int i = 0; i < times; i++) {
      int what = random.nextInt(3);
      if (what == 0) {
        calls.add(process.sip().setUpCall(false).call());
      } else if (what == 1) {
        CallId call = calls.get(random.nextInt(calls.size()));
        pair.record(node, call).map(CallRecord::id).ifPresent(id -> change(node, id));
      } else {
        process.sip().endCall(calls.remove(random.nextInt(calls.size())));
      }
    }
    pair.run(0.001);
  }

  private void change(int node, CallId id) {
    pair.node(node).sip().changeCall(pair.record(node, id).orElseThrow());
  }
}
