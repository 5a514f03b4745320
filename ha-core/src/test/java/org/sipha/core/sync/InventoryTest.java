package org.sipha.core.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.CallState;
import org.sipha.core.call.CallTable;
import org.sipha.core.call.EncodedCall;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage;
import org.sipha.core.link.PeerMessage.Buckets;
import org.sipha.core.link.PeerMessage.DigestRequest;
import org.sipha.core.link.PeerMessage.Digests;
import org.sipha.core.link.PeerMessage.InventoryPart;
import org.sipha.core.link.PeerMessage.InventoryRequest;

/** How a primary finds out where the backup differs, request by request. */
class InventoryTest {
  private static final int NUMBER = 3;
  private static final int CALLS = 4_096;
  private static final int LEAF_BITS = 9;
  private static final long SESSION = 77;

  private final CallTable table = new CallTable();
  private final List<PeerMessage> sent = new ArrayList<>();

  @Test
  void asLongAsNothingDiffersOneLevelIsEnough() {
    Inventory inventory = inventory();

    inventory.pump(sent::add);
    assertThat(sent).containsExactly(new DigestRequest(NUMBER, LEAF_BITS, Buckets.ALL));
    assertThat(inventory.isDone()).isFalse();
    assertThat(inventory.accept(answer((DigestRequest) sent.get(0)))).isTrue();

    inventory.pump(sent::add);
    assertThat(sent).hasSize(1);
    assertThat(inventory.isDone()).isTrue();
    assertThat(inventory.settleEqual()).hasSize(CALLS);
    assertThat(inventory.plan().missing(Set.of())).isEmpty();
  }

  @Test
  void itDescendsToTheLeavesThatDifferAndAsksForTheirIds() {
    Inventory inventory = inventory();
    CallId changed = CallId.of(1, 1, 7);
    table.put(record(7, 2));

    inventory.pump(sent::add);
    while (sent.get(sent.size() - 1) instanceof DigestRequest request) {
      assertThat(inventory.accept(answer(request))).isTrue();
      inventory.pump(sent::add);
    }

    int leaf = CallDigests.bucket(changed, SESSION, LEAF_BITS);
    assertThat(sent)
        .containsExactly(
            new DigestRequest(NUMBER, LEAF_BITS, Buckets.ALL),
            new DigestRequest(NUMBER, LEAF_BITS, new Buckets(4, List.of(leaf >> 5))),
            new DigestRequest(NUMBER, LEAF_BITS, new Buckets(8, List.of(leaf >> 1))),
            new InventoryRequest(NUMBER, new Buckets(9, List.of(leaf))));
    assertThat(inventory.accept(part(false))).isTrue();
    assertThat(inventory.isDone()).isFalse();
    assertThat(inventory.accept(part(true))).isTrue();
    assertThat(inventory.isDone()).isTrue();
    assertThat(inventory.settleEqual()).doesNotContain(changed);
    assertThat(inventory.plan().isUnverified(changed)).isTrue();
  }

  @Test
  void whatTheBackupHoldsNothingOfIsMissingWithoutALook() {
    Inventory inventory = inventory();
    inventory.pump(sent::add);

    inventory.accept(digests(Buckets.ALL, 16, 0));

    assertThat(inventory.isDone()).isTrue();
    assertThat(inventory.settleEqual()).isEmpty();
    assertThat(inventory.plan().missing(Set.of())).hasSize(CALLS);
  }

  @Test
  void atMostFourRequestsAreUnansweredAndNoneIsForgotten() {
    Inventory inventory = inventory();
    inventory.pump(sent::add);
    inventory.accept(digests(Buckets.ALL, 16, -1));
    inventory.pump(sent::add);
    inventory.accept(digests(buckets(4, 16), 256, -1));
    sent.clear();

    inventory.pump(message -> false);
    assertThat(sent).isEmpty();
    inventory.pump(sent::add);
    assertThat(sent).hasSize(Inventory.MAX_UNANSWERED);

    for (int i = 0; i < sent.size(); i++) {
      DigestRequest request = (DigestRequest) sent.get(i);
      int asked = request.buckets().numbers().size();
      assertThat(asked * 16).isLessThanOrEqualTo(PeerMessage.MAX_ITEMS);
      inventory.accept(digests(request.buckets(), asked * 2, 0));
      inventory.pump(sent::add);
    }
    assertThat(sent.stream().mapToInt(m -> ((DigestRequest) m).buckets().numbers().size()).sum())
        .isEqualTo(256);
    assertThat(inventory.isDone()).isTrue();
  }

  @Test
  void whatWasNotAskedIsNotAccepted() {
    Inventory inventory = inventory();
    assertThat(inventory.accept(digests(Buckets.ALL, 16, 0))).isFalse();
    assertThat(inventory.accept(part(true))).isFalse();
    inventory.pump(sent::add);

    assertThat(inventory.accept(digests(Buckets.ALL, 15, 0))).isFalse();
    assertThat(inventory.accept(digests(new Buckets(LEAF_BITS, List.of(0)), 1, 0))).isFalse();
    assertThat(inventory.accept(digests(new Buckets(20, List.of(0)), 1, 0))).isFalse();
    assertThat(inventory.isNumber(NUMBER - 1)).isFalse();
  }

  @Test
  void aSmallTableAsksForAllIdsAtOnce() {
    put(15);
    Inventory inventory =
        new Inventory(
            NUMBER,
            new SyncPlan(table, new Tombstones()),
            new CallDigests(table.all(), SESSION, CallDigests.leafBitsFor(15)));

    inventory.pump(sent::add);

    assertThat(sent).containsExactly(new InventoryRequest(NUMBER, Buckets.ALL));
    inventory.accept(part(true));
    assertThat(inventory.settleEqual()).isEmpty();
  }

  @Test
  void bucketsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> new Buckets(21, List.of(0))).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> new Buckets(4, List.of(16))).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> new Buckets(4, List.of(-1))).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> buckets(10, 1_001)).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> new DigestRequest(1, 4, buckets(4, 1)))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> new DigestRequest(1, 21, Buckets.ALL))
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> new DigestRequest(1, 12, buckets(8, 63)))
        .isInstanceOf(RuntimeException.class);
  }

  private Inventory inventory() {
    put(CALLS);
    return new Inventory(
        NUMBER,
        new SyncPlan(table, new Tombstones()),
        new CallDigests(table.all(), SESSION, CallDigests.leafBitsFor(CALLS)));
  }

  private void put(int calls) {
    IntStream.range(0, calls).forEach(i -> table.put(record(i, 1)));
  }

  /** What a backup says that holds what is in the table now. */
  private Digests answer(DigestRequest request) {
    CallDigests digests = new CallDigests(table.all(), SESSION, request.leafBits());
    return new Digests(NUMBER, request.buckets(), digests.below(request.buckets()));
  }

  private static Digests digests(Buckets buckets, int count, long digest) {
    return new Digests(NUMBER, buckets, IntStream.range(0, count).mapToObj(i -> digest).toList());
  }

  private static Buckets buckets(int bits, int count) {
    return new Buckets(bits, IntStream.range(0, count).boxed().toList());
  }

  private static InventoryPart part(boolean last) {
    return new InventoryPart(NUMBER, List.of(), List.of(), last);
  }

  private static CallRecord record(int number, long counter) {
    return new CallRecord(
        CallId.of(1, 1, number),
        new Version(1, counter, 1),
        0,
        false,
        CallState.CONFIRMED,
        new EncodedCall(new byte[0]),
        0);
  }
}
