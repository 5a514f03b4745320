package org.sipha.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sipha.hazelcast.HeadOnly.KeyAndHead;

/** Changes on their way into a map of two partitions that answers when it is told to. */
class LanesTest {
  private final SlowMap map = new SlowMap();
  private long nanos;
  private final Lanes lanes = new Lanes(map, 4, Runnable::run, () -> nanos);

  private static final class SlowMap implements GridMap {
    final List<String> written = new ArrayList<>();
    final Map<String, CompletableFuture<Boolean>> underWay = new TreeMap<>();

    @Override
    public int partitions() {
      return 2;
    }

    @Override
    public int partition(String key) {
      return key.startsWith("a") ? 0 : 1;
    }

    @Override
    public CompletionStage<Boolean> write(String key, byte[] value) {
      written.add(key + value[0]);
      CompletableFuture<Boolean> answer = new CompletableFuture<>();
      underWay.put(key, answer);
      return answer;
    }

    void answer(String key) {
      Objects.requireNonNull(underWay.remove(key)).complete(true);
    }

    void fail(String key) {
      Objects.requireNonNull(underWay.remove(key))
          .completeExceptionally(new IllegalStateException("no"));
    }

    @Override
    public CompletionStage<byte @Nullable []> read(String key) {
      throw new AssertionError();
    }

    @Override
    public Map<String, byte[]> readAll(Set<String> keys) {
      throw new AssertionError();
    }

    @Override
    public int parts() {
      return 1;
    }

    @Override
    public List<KeyAndHead> heads(int part) {
      throw new AssertionError();
    }
  }

  private boolean add(String key, int value) {
    return lanes.add(new Change(key, () -> new byte[] {(byte) value}, nanos));
  }

  @Test
  void aPartitionThatDoesNotAnswerHoldsUpItsOwnChangesOnly() {
    add("a1", 1);
    add("a2", 1);
    add("b1", 1);
    map.answer("b1");
    add("b2", 1);
    assertThat(map.written).containsExactly("a11", "b11", "b21");
    assertThat(lanes.waiting()).isEqualTo(3);
  }

  @Test
  void ofACallOnlyTheLatestStateIsWrittenAndOldChangesGoFirst() {
    add("a1", 1);
    add("a2", 1);
    add("a3", 1);
    add("a2", 2);
    add("a1", 2);
    map.answer("a1");
    map.answer("a2");
    map.answer("a3");
    map.answer("a1");
    assertThat(map.written).containsExactly("a11", "a22", "a31", "a12");
    assertThat(lanes.waiting()).isZero();
  }

  @Test
  void whatFailedIsTriedAgainInItsLatestState() {
    add("a1", 1);
    map.fail("a1");
    assertThat(lanes.trouble()).contains("no");
    add("a1", 2);
    assertThat(map.written).containsExactly("a11");

    nanos += Lanes.RETRY_MILLIS * 1_000_000;
    lanes.tick();
    assertThat(map.written).containsExactly("a11", "a12");
    map.answer("a1");
    assertThat(lanes.waiting()).isZero();
    assertThat(lanes.trouble()).isNull();
  }

  @Test
  void thereIsABoundAndWhatIsThereAlreadyStillHasRoom() {
    add("a1", 1);
    add("a2", 1);
    add("a3", 1);
    add("a4", 1);
    assertThat(add("a5", 1)).isFalse();
    assertThat(add("a4", 2)).isTrue();
    assertThat(lanes.waiting()).isEqualTo(4);
  }

  @Test
  void itIsKnownSinceWhenTheOldestWaits() {
    nanos = 5;
    add("a1", 1);
    nanos = 7;
    add("b1", 1);
    nanos = 9;
    add("a1", 2);
    assertThat(lanes.oldestNanos()).isEqualTo(5);
    map.answer("a1");
    assertThat(lanes.oldestNanos()).isEqualTo(7);
    map.answer("b1");
    map.answer("a1");
    assertThat(lanes.oldestNanos()).isEqualTo(9);
  }

  @Test
  void afterTheEndNothingIsWritten() {
    add("a1", 1);
    add("a2", 1);
    lanes.close();
    map.answer("a1");
    assertThat(map.written).containsExactly("a11");
  }

  @Test
  void whatWasFoundDoesNotReplaceWhatWasTold() {
    add("a1", 1);
    add("a2", 2);
    lanes.addUnlessTold(new Change("a2", () -> new byte[] {1}, nanos));
    map.answer("a1");
    assertThat(map.written).containsExactly("a11", "a22");
  }
}
