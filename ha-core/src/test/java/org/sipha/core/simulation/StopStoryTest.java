package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.Input;
import org.sipha.core.port.AskReason;
import org.sipha.core.role.Role;

/** SPEC 3.7 and 9: a process that is told to end. */
class StopStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aPrimaryHandsOverBeforeItEnds() {
    pair.startReady();
    List<CallId> calls = pair.setUpCalls(50);
    pair.run(0.1);

    double took = pair.stop(A);

    assertThat(took).isLessThan(1);
    assertThat(pair.role(B)).isEqualTo(Role.PRIMARY);
    assertThat(pair.node(B).asked()).containsOnly(AskReason.HANDED_OVER);
    assertThat(calls).allMatch(id -> pair.holds(B, id));
    pair.run(0.1);
    assertThat(pair.told("sips-a says goodbye")).isEqualTo(1);
  }

  @Test
  void stoppingAPrimaryWhenBothAreReadyIsNoDoubleFailure() {
    pair.startReady();

    pair.stop(A);

    assertThat(pair.view(B).doubleFailures()).isEmpty();
  }

  @Test
  void aPrimaryThatIsStoppedDuringTheSynchronizationCarriesItsCallsOverFirst() {
    pair.with(s -> s.limit = 200);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    List<CallId> calls = pair.setUpCalls(1_000);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(0.3);

    pair.stop(A);

    assertThat(calls).allMatch(id -> pair.holds(B, id));
    assertThat(pair.view(B).doubleFailures()).hasSize(1);
  }

  @Test
  void aGoodbyeLetsTheBackupTakeOverAtOnceWhenTheHandOverIsRefused() {
    pair.startReady();
    CallId call = pair.setUpCall();
    pair.run(0.1);
    pair.troubles(B).diskFullUntil(Long.MAX_VALUE);

    pair.stop(A);

    pair.within(0.2, "B answers", () -> pair.node(B).isAnswering());
    assertThat(pair.holds(B, call)).isTrue();
  }

  @Test
  void aPrimaryWithoutABackupEndsAtOnce() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);

    assertThat(pair.stop(A)).isLessThan(0.2);
  }

  @Test
  void aBackupEndsAtOnceAndThePrimaryGoesOn() {
    pair.startReady();

    assertThat(pair.stop(B)).isLessThan(0.2);

    pair.run(5);
    assertThat(pair.node(A).isAnswering()).isTrue();
    assertThat(pair.told("sips-b says goodbye")).isEqualTo(1);
  }

  @Test
  void aNodeWithoutARoleEndsAtOnce() {
    pair.start(A);
    pair.run(1);

    assertThat(pair.stop(A)).isLessThan(0.2);
  }

  @Test
  void aPrimaryWhoseBackupIsFrozenEndsWithin8s() {
    pair.startReady();
    pair.freeze(B);

    assertThat(pair.stop(A)).isLessThan(8);
  }

  @Test
  void aStoppingNodeDoesNotTakeOver() {
    pair.startReady();
    pair.troubles(A).sipHangs(true);
    pair.crash(A);
    pair.node(B).give(new Input.Stop());

    pair.until("B has ended", () -> pair.node(B).hasStopped());
    assertThat(pair.lock().highestEpoch()).isEqualTo(1);
  }

  @Test
  void bothCanBeStoppedAtTheSameTime() {
    pair.startReady();
    pair.checker().forced();
    pair.node(A).give(new Input.Stop());
    pair.node(B).give(new Input.Stop());

    pair.within(9, "both have ended", () -> pair.node(A).hasStopped() && pair.node(B).hasStopped());
  }
}
