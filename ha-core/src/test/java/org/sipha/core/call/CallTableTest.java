package org.sipha.core.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallTableTest {
  private final CallTable table = new CallTable();

  @Test
  void aNewerCopyTakesThePlaceOfTheOlder() {
    table.put(call(1, 1));
    table.put(call(1, 2));

    assertThat(table.size()).isEqualTo(1);
    assertThat(table.find(new CallId(1))).contains(call(1, 2));
  }

  @Test
  void aRemovedCallIsGone() {
    table.put(call(1, 1));

    assertThat(table.remove(new CallId(1))).contains(call(1, 1));
    assertThat(table.remove(new CallId(1))).isEmpty();
    assertThat(table.size()).isZero();
  }

  @Test
  void pagesFollowOneAnotherInTheOrderOfIdsWithoutGapOrOverlap() {
    for (long id : List.of(5L, -1L, 2L, 9L, 7L)) {
      table.put(call(id, 1));
    }

    List<CallRecord> first = table.page(null, 2);
    List<CallRecord> second = table.page(first.get(1).id(), 2);
    List<CallRecord> third = table.page(second.get(1).id(), 2);

    assertThat(ids(first)).containsExactly(2L, 5L);
    assertThat(ids(second)).containsExactly(7L, 9L);
    assertThat(ids(third)).containsExactly(-1L); // ids are unsigned
  }

  @Test
  void aPageMayBeginAfterACallThatHasEnded() {
    table.put(call(1, 1));
    table.put(call(3, 1));

    assertThat(ids(table.page(new CallId(2), 10))).containsExactly(3L);
  }

  @Test
  void aNewProcessOfThePeerHasSeenNoCall() {
    CallId id = new CallId(1);
    table.put(call(1, 1));
    table.share(id, 1);

    assertThat(table.isShared(id, 1)).isTrue();
    assertThat(table.isShared(id, 2)).isFalse();
  }

  @Test
  void aChangeDoesNotForgetThatACallIsSharedButItsEndDoes() {
    CallId id = new CallId(1);
    table.put(call(1, 1));
    table.share(id, 1);
    table.put(call(1, 2));
    assertThat(table.isShared(id, 1)).isTrue();

    table.remove(id);
    table.put(call(1, 3));
    assertThat(table.isShared(id, 1)).isFalse();
  }

  @Test
  void sharingACallThatIsNotHereDoesNothing() {
    table.share(new CallId(1), 1);

    assertThat(table.size()).isZero();
    assertThat(table.isShared(new CallId(1), 1)).isFalse();
  }

  @Test
  void aPackedCopySaysTheSameAndIsSharedWithTheSame() {
    CallRecord call = call(1, 3, new byte[500]);
    table.put(call);
    table.share(call.id(), 1);

    table.pack(call.id(), call.version());

    CallRecord packed = table.find(call.id()).orElseThrow();
    assertThat(packed).isEqualTo(call).isNotSameAs(call);
    assertThat(table.isShared(call.id(), 1)).isTrue();
  }

  @Test
  void whatHasChangedOrEndedMeanwhileIsNotPacked() {
    CallRecord changed = call(1, 3, new byte[500]);
    table.put(changed);

    table.pack(changed.id(), new Version(1, 2, 1));
    table.pack(new CallId(2), new Version(1, 2, 1));

    assertThat(table.find(changed.id()).orElseThrow()).isSameAs(changed);
    assertThat(table.size()).isEqualTo(1);
  }

  private static List<Long> ids(List<CallRecord> calls) {
    return calls.stream().map(c -> c.id().value()).toList();
  }

  private static CallRecord call(long id, long counter) {
    return call(id, counter, new byte[0]);
  }

  private static CallRecord call(long id, long counter, byte[] body) {
    return new CallRecord(
        new CallId(id),
        new Version(1, counter, 1),
        0,
        false,
        CallState.CONFIRMED,
        new EncodedCall(body),
        0);
  }
}
