package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.role.Role;

/** SPEC 2: multisite calls from before the connection hold the primary, and only it. */
class MultisiteStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aMultisiteCallFromBeforeHoldsThePrimaryUntilItEnds() {
    CallId call = callBeforeConnection();
    pair.run(70);

    assertThat(pair.blockers(A))
        .singleElement()
        .asString()
        .matches("multisite-calls-before-connection: 1 call, oldest 00:01:1\\d");

    pair.end(call);
    pair.within(0.2, "A is ready", () -> pair.readyForSwitchover(A));
  }

  @Test
  void aMultisiteCallFromBeforeNeverHoldsTheBackupAndIsNotSentBySynchronization() {
    CallId call = callBeforeConnection();
    CallId ordinary = pair.setUpCall();
    pair.run(5);

    assertThat(pair.readyForSwitchover(B)).isTrue();
    assertThat(pair.holds(B, call)).isFalse();
    assertThat(pair.isEqual(ordinary)).isTrue();
    assertThat(pair.view(A).synchronization().missing()).isZero();
  }

  @Test
  void aMultisiteCallSetUpInTheSessionIsACallLikeAnyOther() {
    pair.startBoth();
    CallId call = pair.setUpMultisiteCall();

    pair.within(0.02, "it is on B", () -> pair.isEqual(call));
    pair.untilReady();
    assertThat(pair.holds(A, call)).isTrue();
  }

  @Test
  void aLaterChangeIsReplicatedButTheCallStillHoldsThePrimary() {
    CallId call = callBeforeConnection();
    pair.run(65);

    pair.change(call);

    pair.within(0.02, "it is on B", () -> pair.isEqual(call));
    pair.run(2);
    assertThat(pair.blockers(A))
        .singleElement()
        .asString()
        .startsWith("multisite-calls-before-connection: 1 call");
  }

  @Test
  void aNewSessionMakesMultisiteCallsOfTheOldOneCallsFromBefore() {
    pair.startBoth();
    CallId kept = pair.setUpMultisiteCall();
    CallId ended = pair.setUpMultisiteCall();
    pair.run(1);
    pair.cut(3);
    pair.run(2);
    pair.end(ended);
    pair.run(5);

    // In the inventory: the copy of the ended one is removed, the equal one kept.
    assertThat(pair.holds(B, ended)).isFalse();
    assertThat(pair.isEqual(kept)).isTrue();
    pair.run(65);
    assertThat(pair.blockers(A))
        .singleElement()
        .asString()
        .startsWith("multisite-calls-before-connection: 1 call");
  }

  @Test
  void aResumedSessionDoesNotMakeThemCallsFromBefore() {
    pair.startBoth();
    pair.setUpMultisiteCall();
    pair.reset();

    pair.untilReady();
  }

  @Test
  void whetherACallIsFromBeforeIsKeptInItsRecordAcrossATakeover() {
    pair.startReady();
    CallId call = pair.setUpMultisiteCall();
    pair.run(0.1);
    assertThat(pair.switchover(A).outcome()).isEqualTo(Outcome.DONE);

    assertThat(pair.readyForSwitchover(B)).isTrue(); // same session

    pair.crash(A);
    pair.start(A);
    pair.until("A is backup", () -> pair.role(A) == Role.BACKUP);
    pair.run(65);
    assertThat(pair.blockers(B))
        .singleElement()
        .asString()
        .startsWith("multisite-calls-before-connection: 1 call");
    assertThat(pair.holds(A, call)).isFalse();
  }

  @Test
  void allMultisiteCallsFromBeforeAreListedAsBlocking() {
    CallId call = callBeforeConnection();
    pair.run(65);

    assertThat(pair.blocking(A).items()).extracting(item -> item.id()).isEqualTo(List.of(call));
    assertThat(pair.blocking(B).total()).isZero();
  }

  private CallId callBeforeConnection() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    CallId call = pair.setUpMultisiteCall();
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    return call;
  }
}
