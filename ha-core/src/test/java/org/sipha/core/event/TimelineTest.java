package org.sipha.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimelineTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final EventCode DOWN = EventCode.CONNECTION_DOWN;

  private Instant now = NOON;
  private final Timeline timeline = new Timeline(() -> now);

  @Test
  void theLast1000AreKeptInTheirOrderWithIdsThatGrow() {
    for (int i = 1; i <= 1_003; i++) {
      timeline.happened(DOWN, "event " + i);
    }

    List<Event> all = timeline.last(2_000);
    assertThat(all).hasSize(1_000);
    assertThat(all.get(0).text()).isEqualTo("event 4");
    assertThat(all.get(999).text()).isEqualTo("event 1003");
    assertThat(all).extracting(Event::id).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anEventSaysWhenItWasTold() {
    timeline.happened(DOWN, "first");
    now = NOON.plusSeconds(7);
    timeline.happened(DOWN, "second");

    assertThat(timeline.last(10)).extracting(Event::at).containsExactly(NOON, now);
  }

  @Test
  void whoKnowsAnEventIsToldThoseAfterItOldestFirst() {
    tell("a", "b", "c", "d");
    long b = timeline.last(3).get(0).id();

    assertThat(texts(timeline.after(b, 10))).containsExactly("c", "d");
    assertThat(texts(timeline.after(b, 1))).containsExactly("c");
    assertThat(texts(timeline.last(2))).containsExactly("c", "d");
  }

  @Test
  void theIdsOfAProcessThatStartedLaterAreHigher() {
    tell("before the restart");
    now = NOON.plusSeconds(3);
    Timeline restarted = new Timeline(() -> now);
    restarted.happened(EventCode.SERVER_STARTED, "after it");

    long known = timeline.last(1).get(0).id();
    assertThat(texts(restarted.after(known, 10))).containsExactly("after it");
  }

  @Test
  void theSameMoreThanFiveTimesAMinuteIsCountedAndToldWhenTheMinuteIsOver() {
    for (int i = 0; i < 17; i++) {
      timeline.happened(DOWN, "lost");
    }
    tell("something else");
    assertThat(texts(timeline.last(20)))
        .containsExactly("lost", "lost", "lost", "lost", "lost", "something else");

    pass(Duration.ofSeconds(59));
    assertThat(timeline.last(20)).hasSize(6);
    pass(Duration.ofSeconds(1));
    assertThat(texts(timeline.last(1))).containsExactly("lost (12 more in the last minute)");
    assertThat(timeline.last(1).get(0).code()).isEqualTo(DOWN);

    tell("lost");
    assertThat(texts(timeline.last(1))).containsExactly("lost");
  }

  @Test
  void whatCameUpToFiveTimesIsNotToldAgain() {
    tell("lost", "lost", "lost", "lost", "lost");

    pass(Duration.ofMinutes(2));

    assertThat(timeline.last(20)).hasSize(5);
  }

  @Test
  void whatIsHeldBackIsToldBeforeTheNextEventAfterTheMinute() {
    for (int i = 0; i < 6; i++) {
      timeline.happened(DOWN, "lost");
    }
    now = now.plusSeconds(60);

    tell("found");

    assertThat(texts(timeline.last(2)))
        .containsExactly("lost (1 more in the last minute)", "found");
  }

  @Test
  void aClockThatIsSetBackHoldsNothingBackForLong() {
    for (int i = 0; i < 6; i++) {
      timeline.happened(DOWN, "lost");
    }

    pass(Duration.ofHours(-1));

    assertThat(texts(timeline.last(1))).containsExactly("lost (1 more in the last minute)");
  }

  @Test
  void moreKindsThanAreCountedMakeTheOldestBeToldEarly() {
    for (int i = 0; i < 8; i++) {
      timeline.happened(DOWN, "lost");
    }
    for (int i = 0; i < Repetitions.MAX_COUNTED; i++) {
      timeline.happened(DOWN, "event " + i);
    }

    assertThat(texts(timeline.last(2)))
        .containsExactly("lost (3 more in the last minute)", "event 999");
  }

  @Test
  void aTextIsOneLineOfBoundedLength() {
    tell("two\r\nlines\u2028and a bell\u0007", "x".repeat(5_000));

    assertThat(texts(timeline.last(2)))
        .containsExactly("two lines and a bell ", "x".repeat(Timeline.MAX_TEXT) + " ...");
  }

  @Test
  void aListenerHearsEachEventInItsOrderUntilItIsTakenAway() {
    List<Event> heard = new ArrayList<>();
    Runnable takeAway = timeline.listen(heard::add);
    tell("a", "b");
    takeAway.run();
    tell("c");

    assertThat(heard).isEqualTo(timeline.last(3).subList(0, 2));
  }

  private void tell(String... texts) {
    for (String text : texts) {
      timeline.happened(DOWN, text);
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
    timeline.tellHeldBack();
  }

  private static List<String> texts(List<Event> events) {
    return events.stream().map(Event::text).toList();
  }
}
