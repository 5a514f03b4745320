package org.sipha.core.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.node.Nanos.SECOND;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/** The table of SPEC 2, cell by cell, and the sentences that operators read. */
class ReadinessRulesTest {

  // ---- primary, ready for switchover ----

  @Test
  void primaryIsReadyWhenEveryConditionHolds() {
    Readiness verdict = ReadinessRules.judge(primary().build());

    assertThat(verdict.forSwitchover()).isTrue();
    assertThat(verdict.blockers()).isEmpty();
    assertThat(verdict.notes()).isEmpty();
  }

  @Test
  void primaryIsNotReadyWithoutTheConnection() {
    assertThat(blockers(primary().down(12 * SECOND)))
        .containsExactly("ha-connection-down: lost 12 s ago");
  }

  @Test
  void aConnectionThatNeverWasIsNotCalledLost() {
    Situation situation = primary().down(7 * SECOND);
    situation.wasEstablished = false;

    assertThat(blockers(situation))
        .containsExactly("ha-connection-down: not established since the start 7 s ago");
  }

  @Test
  void primaryIsNotReadyBefore60sHavePassedSinceTheConnectionWasEstablished() {
    assertThat(blockers(primary().establishedFor(23 * SECOND)))
        .containsExactly("settling: 23 s of 60 s since the HA connection was established");
  }

  @Test
  void the60sArePassedWhenTheyAreAndNotOneNanosecondBefore() {
    assertThat(blockers(primary().establishedFor(60 * SECOND - 1)))
        .containsExactly("settling: 59 s of 60 s since the HA connection was established");
    assertThat(blockers(primary().establishedFor(60 * SECOND))).isEmpty();
  }

  @Test
  void primaryIsNotReadyWhileNonMultisiteCallsAreUnsynchronized() {
    assertThat(blockers(primary().unsynchronized(1_204, 30_000, 3)))
        .containsExactly(
            "calls-unsynchronized: 1,204 of 30,000 non-multisite calls, about 3 s left");
  }

  @Test
  void anUnknownTimeLeftIsNotInvented() {
    assertThat(blockers(primary().unsynchronized(2, 30, -1)))
        .containsExactly("calls-unsynchronized: 2 of 30 non-multisite calls");
  }

  @Test
  void figuresAreWrittenAsPeopleReadThem() {
    assertThat(blockers(primary().unsynchronized(999, 1_000, 0)))
        .containsExactly("calls-unsynchronized: 999 of 1,000 non-multisite calls, about 0 s left");
    assertThat(blockers(primary().unsynchronized(100_000, 1_234_567, 3)))
        .containsExactly(
            "calls-unsynchronized: 100,000 of 1,234,567 non-multisite calls, about 3 s left");
  }

  @Test
  void callsAreUnsynchronizedUntilTheInventoryIsDone() {
    Situation situation = primary();
    situation.inventoryDone = false;

    assertThat(blockers(situation))
        .containsExactly("calls-unsynchronized: the two nodes are still comparing what they hold");
  }

  @Test
  void primaryIsNotReadyWhileMultisiteCallsFromBeforeTheConnectionLive() {
    long age = (42 * 60 + 10) * SECOND;

    assertThat(blockers(primary().multisiteBefore(3, age)))
        .containsExactly("multisite-calls-before-connection: 3 calls, oldest 00:42:10");
    assertThat(blockers(primary().multisiteBefore(1, 100 * 3600 * SECOND)))
        .containsExactly("multisite-calls-before-connection: 1 call, oldest 100:00:00");
  }

  @Test
  void everyConditionThatDoesNotHoldIsNamedAtOnce() {
    Situation situation =
        primary()
            .establishedFor(5 * SECOND)
            .unsynchronized(10, 20, 1)
            .multisiteBefore(2, 61 * SECOND);

    assertThat(blockers(situation))
        .containsExactly(
            "settling: 5 s of 60 s since the HA connection was established",
            "calls-unsynchronized: 10 of 20 non-multisite calls, about 1 s left",
            "multisite-calls-before-connection: 2 calls, oldest 00:01:01");
  }

  @Test
  void withoutTheConnectionOnlyTheConnectionIsNamedBecauseTheRestIsUnknown() {
    Situation situation =
        primary()
            .establishedFor(5 * SECOND)
            .unsynchronized(10, 20, 1)
            .multisiteBefore(2, SECOND)
            .down(SECOND);

    assertThat(blockers(situation)).containsExactly("ha-connection-down: lost 1 s ago");
  }

  @Test
  void aSuspectConnectionKeepsThePrimarysVerdict() {
    Situation situation = primary();
    situation.connection = ConnectionState.SUSPECT;

    assertThat(blockers(situation)).isEmpty();
    assertThat(blockers(situation.establishedFor(SECOND)))
        .containsExactly("settling: 1 s of 60 s since the HA connection was established");
  }

  // ---- primary, ready for upgrade ----

  @Test
  void primaryIsNeverReadyForUpgrade() {
    assertThat(ReadinessRules.judge(primary().build()).forUpgrade()).isFalse();
    assertThat(ReadinessRules.judge(primary().down(SECOND).build()).forUpgrade()).isFalse();
  }

  // ---- backup ----

  @Test
  void backupIsReadyWhenConnectedAndSynchronized() {
    assertThat(blockers(backup())).isEmpty();
  }

  @Test
  void backupDoesNotWaitForThe60s() {
    assertThat(blockers(backup().establishedFor(0))).isEmpty();
  }

  @Test
  void multisiteCallsFromBeforeNeverHoldTheBackup() {
    assertThat(blockers(backup().multisiteBefore(3, SECOND))).isEmpty();
  }

  @Test
  void backupIsNotReadyWithoutTheConnection() {
    assertThat(blockers(backup().down(3 * SECOND)))
        .containsExactly("ha-connection-down: lost 3 s ago");
  }

  @Test
  void backupIsNotReadyWhileCallsAreUnsynchronized() {
    assertThat(blockers(backup().unsynchronized(1, 9, 2)))
        .containsExactly("calls-unsynchronized: 1 of 9 calls, about 2 s left");
  }

  @Test
  void registrationsHoldBothAtZeroWhenAllCallsAreSynchronized() {
    for (Situation situation : List.of(primary(), backup())) {
      situation.unsynchronizedRegistrations = 1;
      assertThat(blockers(situation))
          .containsExactly("calls-unsynchronized: all calls are, but 1 registration isn't");
    }
  }

  @Test
  void backupIsNotReadyUntilTheInventoryIsDone() {
    Situation situation = backup();
    situation.inventoryDone = false;

    assertThat(blockers(situation))
        .containsExactly("calls-unsynchronized: the two nodes are still comparing what they hold");
  }

  @Test
  void aSuspectConnectionKeepsTheBackupsVerdict() {
    Situation situation = backup();
    situation.connection = ConnectionState.SUSPECT;

    assertThat(blockers(situation)).isEmpty();
  }

  @Test
  void backupIsAlwaysReadyForUpgrade() {
    assertThat(ReadinessRules.judge(backup().build()).forUpgrade()).isTrue();
    assertThat(ReadinessRules.judge(backup().down(SECOND).build()).forUpgrade()).isTrue();
    assertThat(ReadinessRules.judge(backup().unsynchronized(1, 9, 2).build()).forUpgrade())
        .isTrue();
  }

  @Test
  void aPeerThatIsSilentWhileTheLockIsHeldIsNotedBesideTheBlockers() {
    Situation situation = backup().down(4 * SECOND);
    situation.heldBySilentPeer = Optional.of("the lock is held");

    Readiness verdict = ReadinessRules.judge(situation.build());

    assertThat(verdict.blockers())
        .extracting(Blocker::code)
        .containsExactly(BlockerCode.HA_CONNECTION_DOWN);
    assertThat(verdict.notes())
        .extracting(Blocker::toString)
        .containsExactly("peer-frozen: the peer is silent, but the lock is held");
  }

  // ---- none ----

  @Test
  void aNodeWithoutARoleReports0And0() {
    Readiness verdict = ReadinessRules.judge(none().build());

    assertThat(verdict.forSwitchover()).isFalse();
    assertThat(verdict.forUpgrade()).isFalse();
    assertThat(verdict.blockers())
        .extracting(Blocker::toString)
        .containsExactly("no-role: neither primary nor connected to one");
  }

  @Test
  void aStartingNodeReports0And0AndNamesTheCheck() {
    Situation situation = none();
    situation.pendingSelfChecks = Optional.of("warm-up: running");

    Readiness verdict = ReadinessRules.judge(situation.build());

    assertThat(verdict.forSwitchover()).isFalse();
    assertThat(verdict.forUpgrade()).isFalse();
    assertThat(verdict.blockers())
        .extracting(Blocker::toString)
        .containsExactly("starting: warm-up: running");
  }

  @Test
  void anUnconfirmedHandOverIsNamed() {
    Situation situation = none();
    situation.handoverUnconfirmed = true;

    assertThat(blockers(situation))
        .singleElement()
        .asString()
        .startsWith("handover-unconfirmed: handed over, but the new primary was not heard");
  }

  // ---- names ----

  @Test
  void codesAreSpelledAsMonitorsReadThem() {
    assertThat(BlockerCode.values())
        .extracting(BlockerCode::toString)
        .containsExactly(
            "starting",
            "no-role",
            "view-stale",
            "ha-connection-down",
            "ha-connection-suspect",
            "settling",
            "calls-unsynchronized",
            "multisite-calls-before-connection",
            "handover-unconfirmed",
            "peer-frozen");
  }

  private static List<String> blockers(Situation situation) {
    Readiness verdict = ReadinessRules.judge(situation.build());
    assertThat(verdict.forSwitchover()).isEqualTo(verdict.blockers().isEmpty());
    return verdict.blockers().stream().map(Blocker::toString).toList();
  }

  private static Situation primary() {
    return new Situation(Role.PRIMARY);
  }

  private static Situation backup() {
    return new Situation(Role.BACKUP);
  }

  private static Situation none() {
    return new Situation(Role.NONE);
  }

  /** Facts under which everything is well, to be made worse by a test. */
  private static final class Situation {
    private final Role role;
    private Optional<String> pendingSelfChecks = Optional.empty();
    private boolean handoverUnconfirmed;
    private ConnectionState connection = ConnectionState.ESTABLISHED;
    private long connectionDownFor;
    private boolean wasEstablished = true;
    private long establishedFor = 3_600 * SECOND;
    private boolean inventoryDone = true;
    private int unsynchronized;
    private int unsynchronizedRegistrations;
    private int calls = 30_000;
    private int secondsLeft;
    private int multisiteBefore;
    private long oldestMultisiteFor;
    private Optional<String> heldBySilentPeer = Optional.empty();

    Situation(Role role) {
      this.role = role;
    }

    Situation down(long nanos) {
      connection = ConnectionState.DOWN;
      connectionDownFor = nanos;
      return this;
    }

    Situation establishedFor(long nanos) {
      establishedFor = nanos;
      return this;
    }

    Situation unsynchronized(int count, int of, int seconds) {
      unsynchronized = count;
      calls = of;
      secondsLeft = seconds;
      return this;
    }

    Situation multisiteBefore(int count, long oldestNanos) {
      multisiteBefore = count;
      oldestMultisiteFor = oldestNanos;
      return this;
    }

    Facts build() {
      return new Facts(
          role,
          pendingSelfChecks,
          handoverUnconfirmed,
          connection,
          connectionDownFor,
          wasEstablished,
          establishedFor,
          60 * SECOND,
          inventoryDone,
          unsynchronized,
          unsynchronizedRegistrations,
          calls,
          secondsLeft,
          multisiteBefore,
          oldestMultisiteFor,
          heldBySilentPeer);
    }
  }
}
