package org.sipha.core.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;

/** What digests must tell apart, and what they must not (SPEC 3.5). */
class CallDigestsTest {
  private static final long SESSION = 0x5e55;

  @Test
  void theOrderOfTheCallsDoesNotMatter() {
    List<CallRecord> calls = calls(1_000);
    List<CallRecord> shuffled = new ArrayList<>(calls);
    Collections.shuffle(shuffled, new Random(1));

    CallDigests one = new CallDigests(calls, SESSION, 6);
    CallDigests other = new CallDigests(shuffled, SESSION, 6);

    for (int bucket = 0; bucket < 64; bucket++) {
      assertThat(one.digest(6, bucket)).isEqualTo(other.digest(6, bucket)).isNotZero();
    }
  }

  @Test
  void anotherVersionOfOneCallChangesItsLeafAndEachBucketAboveAndNothingElse() {
    List<CallRecord> calls = calls(1_000);
    CallDigests before = new CallDigests(calls, SESSION, 6);
    CallRecord changed = calls.get(500);
    calls.set(500, record(changed.id(), new Version(1, 2, 1)));
    CallDigests after = new CallDigests(calls, SESSION, 6);

    for (int bits = 0; bits <= 6; bits++) {
      for (int bucket = 0; bucket < 1 << bits; bucket++) {
        boolean holdsIt = after.leaf(changed.id()) >> (6 - bits) == bucket;
        assertThat(before.digest(bits, bucket) != after.digest(bits, bucket)).isEqualTo(holdsIt);
      }
    }
  }

  @Test
  void theWriterOfAVersionCounts() {
    CallId id = CallId.of(1, 1, 7);
    assertThat(digest(record(id, new Version(2, 1, 1))))
        .isNotEqualTo(digest(record(id, new Version(2, 1, 2))));
  }

  @Test
  void epochAndCounterOfAVersionAreToldApart() {
    CallId id = CallId.of(1, 1, 1);

    assertThat(digest(record(id, new Version(2, 1, 1))))
        .isNotEqualTo(digest(record(id, new Version(1, 2, 1))));
  }

  @Test
  void aBucketIsTheSumOfItsParts() {
    CallDigests digests = new CallDigests(calls(500), SESSION, 5);

    long sum = 0;
    for (int leaf = 0; leaf < 32; leaf++) {
      sum += digests.digest(5, leaf);
    }

    assertThat(digests.digest(0, 0)).isEqualTo(sum);
  }

  @Test
  void nothingHasTheDigestZero() {
    assertThat(new CallDigests(List.of(), SESSION, 4).digest(0, 0)).isZero();
  }

  @Test
  void anotherSessionHashesOtherwiseSoThatChanceCantHideADifferenceTwice() {
    CallRecord call = calls(1).get(0);

    assertThat(new CallDigests(List.of(call), 1, 0).digest(0, 0))
        .isNotEqualTo(new CallDigests(List.of(call), 2, 0).digest(0, 0));
  }

  @Test
  void callsSpreadEvenlyThoughTheirIdsAreConsecutive() {
    CallDigests digests = new CallDigests(List.of(), SESSION, 4);
    int[] leaves = new int[16];
    calls(16_000).forEach(call -> leaves[digests.leaf(call.id())]++);

    for (int count : leaves) {
      assertThat(count).isBetween(850, 1_150);
    }
  }

  @Test
  void aTableIsDividedIntoLeavesOfAboutEightToSixteenCallsAndASmallOneNotAtAll() {
    assertThat(CallDigests.leafBitsFor(0)).isZero();
    assertThat(CallDigests.leafBitsFor(15)).isZero();
    assertThat(CallDigests.leafBitsFor(16)).isEqualTo(1);
    assertThat(CallDigests.leafBitsFor(100_000)).isEqualTo(13);
    assertThat(CallDigests.leafBitsFor(Integer.MAX_VALUE)).isEqualTo(20);
  }

  private static long digest(CallRecord call) {
    return new CallDigests(List.of(call), SESSION, 0).digest(0, 0);
  }

  private static List<CallRecord> calls(int count) {
    List<CallRecord> calls = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      calls.add(record(CallId.of(1, 1, i), new Version(1, 1, 1)));
    }
    return calls;
  }

  private static CallRecord record(CallId id, Version version) {
    return new CallRecord(
        id, version, 0, false, CallState.CONFIRMED, new EncodedCall(new byte[0]), 0);
  }
}
