package org.sipha.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.Held;
import org.sipha.core.sync.SyncPlan.Verdict;

/** SPEC 3.1: missing is absent, or held in another version. */
class SyncPlanTest {
  private static final CallId ONE = new CallId(1);
  private static final CallId TWO = new CallId(2);
  private static final CallId UNKNOWN = new CallId(9);

  private final CallTable table = new CallTable();
  private final Tombstones tombstones = new Tombstones();

  @Test
  void whatTheBackupDoesNotNameIsMissing() {
    SyncPlan plan = planFor(ONE, TWO);

    assertThat(plan.judge(new Held(ONE, new Version(1, 2, 1)))).isEqualTo(Verdict.EQUAL);

    assertThat(plan.missing(Set.of())).containsExactly(TWO);
  }

  @Test
  void anOlderCopyIsMissingAndKnownAsStale() {
    SyncPlan plan = planFor(ONE, TWO);

    assertThat(plan.judge(new Held(ONE, new Version(1, 1, 1)))).isEqualTo(Verdict.STALE);

    assertThat(plan.missing(Set.of())).containsExactly(ONE, TWO);
    assertThat(plan.isStale(ONE)).isTrue();
    assertThat(plan.isStale(TWO)).isFalse();
  }

  @Test
  void aNewerCopyIsWantedHere() {
    SyncPlan plan = planFor(ONE);

    assertThat(plan.judge(new Held(ONE, new Version(2, 1, 1)))).isEqualTo(Verdict.CARRY_OVER);
  }

  @Test
  void aCallWhoseEndIsKnownIsAGhostAndAnyOtherIsWanted() {
    tombstones.put(TWO, new Version(1, 3, 1), EndCause.SERVER);
    SyncPlan plan = planFor(ONE);

    assertThat(plan.judge(new Held(TWO, new Version(1, 2, 1)))).isEqualTo(Verdict.GHOST);
    assertThat(plan.judge(new Held(UNKNOWN, new Version(1, 2, 1)))).isEqualTo(Verdict.CARRY_OVER);
  }

  @Test
  void whatIsConfirmedOrEndsMeanwhileIsNotMissing() {
    SyncPlan plan = planFor(ONE, TWO);

    plan.settled(ONE);

    assertThat(plan.isUnverified(ONE)).isFalse();
    assertThat(plan.missing(Set.of())).containsExactly(TWO);
  }

  @Test
  void aCallThatIsSetUpAfterThePlanBeganIsLiveReplicationsBusiness() {
    SyncPlan plan = planFor(ONE);
    put(TWO);

    assertThat(plan.missing(Set.of())).containsExactly(ONE);
  }

  @Test
  void aCallThatChangesAfterItWasCalledEqualIsJudgedByWhatIsHeldNow() {
    SyncPlan plan = planFor(ONE);
    table.put(record(ONE, new Version(1, 3, 1)));

    assertThat(plan.judge(new Held(ONE, new Version(1, 2, 1)))).isEqualTo(Verdict.STALE);
    assertThat(plan.missing(Set.of())).containsExactly(ONE);
  }

  @Test
  void whatTheRulesExcludeIsNotSent() {
    assertThat(planFor(ONE, TWO).missing(Set.of(ONE))).containsExactly(TWO);
  }

  private SyncPlan planFor(CallId... ids) {
    for (CallId id : ids) {
      put(id);
    }
    return new SyncPlan(table, tombstones);
  }

  private void put(CallId id) {
    table.put(record(id, new Version(1, 2, 1)));
  }

  private static CallRecord record(CallId id, Version version) {
    return new CallRecord(
        id, version, 0, false, CallState.CONFIRMED, new EncodedCall(new byte[0]), 0);
  }
}
