package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.PeerStatus;
import org.sipha.core.link.Frame.Promise;

/**
 * Which heartbeats say something of the peer's clock. The stories are in {@code ClockStoryTest}.
 */
class NodeClockTest {
  private static final long MILLIS = 1_796_034_000_000L;

  private final HandDrivenNode node = new HandDrivenNode();

  @BeforeEach
  void connect() {
    node.give(new Input.WallClockRead(MILLIS, 0));
    node.connect();
  }

  @Test
  void aHeartbeatThatEchoesTellsTheClockFromTheMiddleOfTheRoundTrip() {
    long sent = lastSent();
    node.pass(Duration.ofMillis(200));

    node.frame(beat(sent, MILLIS + 5_000));

    assertThat(difference()).isBetween(4_890L, 4_910L);
  }

  @Test
  void aHeartbeatThatEchoesNothingSaysNothing() {
    node.frame(beat(0, MILLIS + 5_000));

    assertThat(difference()).isNull();
  }

  @Test
  void anAnswerThatCameAfterMoreThanASecondSaysNothing() {
    long sent = lastSent();
    node.pass(Duration.ofMillis(1_050));

    node.frame(beat(sent, MILLIS + 5_000));

    assertThat(difference()).isNull();
    assertThat(node.events()).noneMatch(event -> event.contains("clocks-differ"));
  }

  @Test
  void aNodeThatDoesNotKnowItsOwnClockTellsNoneAndKnowsNoDifference() {
    HandDrivenNode without = new HandDrivenNode();
    without.connect();
    without.pass(Duration.ofMillis(200));

    without.frame(
        new Heartbeat(
            without.session(),
            0,
            1,
            lastSent(without),
            peerStatus(without),
            Promise.NONE,
            MILLIS + 5_000));
    without.give(new Input.Tick());
    without.pass(Duration.ofMillis(100));

    assertThat(without.sent(Heartbeat.class)).allMatch(beat -> beat.wallClockMillis() == null);
    assertThat(without.view().connection().clockDifferenceMillis()).isNull();
  }

  private Heartbeat beat(long echo, long wallClock) {
    return new Heartbeat(
        node.session(), 0, lastSent(), echo, peerStatus(node), Promise.NONE, wallClock);
  }

  private static PeerStatus peerStatus(HandDrivenNode of) {
    return of.view().peer();
  }

  private long lastSent() {
    return lastSent(node);
  }

  private static long lastSent(HandDrivenNode of) {
    List<Heartbeat> sent = of.sent(Heartbeat.class);
    return sent.get(sent.size() - 1).sentNanos();
  }

  private Long difference() {
    node.pass(Duration.ofMillis(50));
    return node.view().connection().clockDifferenceMillis();
  }
}
