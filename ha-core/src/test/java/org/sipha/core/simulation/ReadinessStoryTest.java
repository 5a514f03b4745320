package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.BlockingCallsPage.Item;
import org.sipha.core.node.Input;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.role.Role;

/** SPEC 2, seen on a pair: when the two verdicts are 1, and what is said while they aren't. */
class ReadinessStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void primaryIsNotReadyUntil60sHavePassedSinceTheConnectionWasEstablished() {
    pair.startBoth();

    pair.run(sinceEstablished(A, 23.5));
    assertThat(pair.blockers(A))
        .containsExactly("settling: 23 s of 60 s since the HA connection was established");

    pair.run(sinceEstablished(A, 59.95));
    assertThat(pair.readyForSwitchover(A)).isFalse();

    pair.run(sinceEstablished(A, 60.1));
    assertThat(pair.readyForSwitchover(A)).isTrue();
    assertThat(pair.blockers(A)).isEmpty();
  }

  @Test
  void backupIsReadyWithoutThe60s() {
    pair.startBoth();

    double took = pair.until("B is ready", () -> pair.readyForSwitchover(B));

    assertThat(took).isLessThan(1);
    assertThat(pair.readyForSwitchover(A)).isFalse();
  }

  @Test
  void readyForUpgradeIs0OnThePrimaryAnd1OnTheBackup() {
    pair.startReady();
    assertThat(pair.view(A).readiness().forUpgrade()).isFalse();
    assertThat(pair.view(B).readiness().forUpgrade()).isTrue();

    pair.cut(10);
    pair.run(5);
    assertThat(pair.view(A).readiness().forUpgrade()).isFalse();
    assertThat(pair.view(B).readiness().forUpgrade()).isTrue();
  }

  @Test
  void aNodeWithoutARoleReports0And0() {
    pair.start(A);
    pair.run(2);

    assertThat(pair.role(A)).isEqualTo(Role.NONE);
    assertThat(pair.readyForSwitchover(A)).isFalse();
    assertThat(pair.view(A).readiness().forUpgrade()).isFalse();
    assertThat(pair.blockers(A)).containsExactly("no-role: neither primary nor connected to one");
  }

  @Test
  void aStartingNodeNamesTheCheckAndJoinsWhenItPassed() {
    pair.troubles(B).selfChecksHang(true);
    pair.start(A);
    pair.start(B);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.run(5);

    assertThat(pair.view(B).readiness().forUpgrade()).isFalse();
    assertThat(pair.blockers(B)).containsExactly("starting: warm: running");

    pair.node(B).give(new Input.SelfCheckFailed("warm", "no answer from the port"));
    pair.run(1);
    assertThat(pair.blockers(B)).containsExactly("starting: warm: no answer from the port");

    pair.node(B).give(new Input.SelfCheckPassed("warm"));
    pair.within(1, "B is backup", () -> pair.role(B) == Role.BACKUP);
  }

  @Test
  void aStartingNodeServesAllTheSameIfNoOtherCan() {
    pair.troubles(A).selfChecksHang(true);
    pair.start(A);

    double took = pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);

    assertThat(took).isBetween(10.0, 10.5);
  }

  @Test
  void bothNodesNameTheCallsThatTheBackupLacks() {
    pair.with(s -> s.limit = 200);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.setUpCalls(1_204);
    pair.start(B);
    pair.until("a batch is confirmed", () -> pair.view(A).synchronization().batches().size() == 1);
    pair.run(0.3);

    assertThat(pair.blockers(A))
        .contains("calls-unsynchronized: 1,004 of 1,204 non-multisite calls, about 6 s left");
    assertThat(pair.blockers(B))
        .singleElement()
        .asString()
        .startsWith("calls-unsynchronized: 1,004 of 1,204 calls");
    assertThat(pair.blocking(A).total()).isEqualTo(1_004);
    assertThat(pair.blocking(B).total()).isEqualTo(1_004);
  }

  @Test
  void callsThatBlockAreListedPageByPageWithTheirReason() {
    pair.with(s -> s.limit = 200);
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    CallId multisite = pair.setUpMultisiteCall();
    pair.setUpCalls(300);
    pair.start(B);
    pair.until("a batch is confirmed", () -> pair.view(A).synchronization().batches().size() == 1);

    assertThat(pair.blocking(A, null, 2).items())
        .hasSize(2)
        .first()
        .isEqualTo(new Item(multisite, BlockerCode.MULTISITE_CALLS_BEFORE_CONNECTION));
    assertThat(pair.blocking(A, multisite, 1_000).items())
        .hasSize(100)
        .allMatch(item -> item.reason() == BlockerCode.CALLS_UNSYNCHRONIZED);
  }

  @Test
  void aChangeThatIsUnconfirmedFor1sTakesTheVerdictAndItsConfirmationGivesItBack() {
    pair.startReady();
    pair.confirmsNothing(B);
    CallId call = pair.setUpCall();

    pair.run(0.9);
    assertThat(pair.readyForSwitchover(A)).isTrue();
    pair.run(0.3);
    assertThat(pair.blockers(A))
        .singleElement()
        .asString()
        .startsWith("calls-unsynchronized: 1 of 1 non-multisite calls");
    assertThat(pair.readyForSwitchover(B)).isFalse();

    pair.confirmsAgain(B);
    pair.within(0.3, "ready again", () -> pair.readyForSwitchover(A) && pair.readyForSwitchover(B));
    assertThat(pair.isEqual(call)).isTrue();
  }

  @Test
  void aLostConnectionTakesTheVerdictOfBothAndSaysForHowLong() {
    pair.startReady();
    pair.cut(30);
    pair.run(1.6);
    assertThat(pair.readyForSwitchover(A)).isFalse();
    assertThat(pair.readyForSwitchover(B)).isFalse();

    pair.run(12);
    assertThat(pair.blockers(A)).containsExactly("ha-connection-down: lost 12 s ago");
    assertThat(pair.blockers(B)).containsExactly("ha-connection-down: lost 12 s ago");
  }

  /** Seconds from now until the connection will have been established for so long. */
  private double sinceEstablished(int index, double seconds) {
    long established = pair.view(index).connection().establishedNanos();
    return seconds - (pair.node(index).clock() - established) / 1e9;
  }
}
