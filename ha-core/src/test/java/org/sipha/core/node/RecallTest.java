package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.core.node.Effect.GridRecallOn;
import org.sipha.core.node.Effect.GridRecallOne;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.port.Arbiter;

/** A node that starts alone, and somebody who asks for calls that only the grid has. */
class RecallTest {
  private static final int MOST_WANTED = 10_000;

  private final HaNode node =
      new HaNode(HandDrivenNode.settings(ArbiterType.FILE, Set.of(), true), 0);
  private final List<Effect> effects = new ArrayList<>();
  private long now;

  private void give(Input input) {
    effects.addAll(node.handle(input, now).effects());
  }

  private void want(int from, int count) {
    for (int i = from; i < from + count; i++) {
      give(new Input.CallWanted(CallId.of(1, 2, i)));
    }
  }

  private long asked() {
    return effects.stream().filter(GridRecallOne.class::isInstance).count();
  }

  private void serve() {
    give(new Input.WallClockRead(0, 0));
    now = Duration.ofSeconds(11).toNanos();
    give(new Input.Tick());
    give(new Input.ArbiterGranted(0, Arbiter.WITHOUT_END));
    give(new Input.EpochPersisted(1));
    want(0, 3);
    assertThat(asked()).isZero();
    give(new Input.SipOpened(1));
  }

  @Test
  void whatIsAskedForBeforeTheNodeServesIsReadThen() {
    serve();
    assertThat(effects).anyMatch(Effect.GridRecall.class::isInstance);
    assertThat(asked()).isEqualTo(3);
    assertThat(node.calls().isAwaitingCalls()).isTrue();
  }

  @Test
  void aCallIsReadOnceASecondHoweverOftenItIsAskedFor() {
    serve();
    want(0, 3);
    assertThat(asked()).isEqualTo(3);
    now += Duration.ofSeconds(1).toNanos();
    give(new Input.Tick());
    want(0, 3);
    assertThat(asked()).isEqualTo(6);
  }

  @Test
  void noMoreThanTenThousandAreReadBecauseSomebodyAsks() {
    serve();
    want(100, 2 * MOST_WANTED);
    assertThat(asked()).isEqualTo(MOST_WANTED);
  }

  @Test
  void theNextPartIsAskedForWhenOneIsHandledAndNothingAfterTheEnd() {
    serve();
    give(new Input.Recalled(List.of(), List.of()));
    assertThat(effects).filteredOn(GridRecallOn.class::isInstance).hasSize(1);
    give(new Input.RecallEnded(true, ""));
    assertThat(node.calls().isAwaitingCalls()).isFalse();
    give(new Input.Recalled(List.of(), List.of()));
    want(50, 1);
    assertThat(effects).filteredOn(GridRecallOn.class::isInstance).hasSize(1);
    assertThat(asked()).isEqualTo(3);
  }
}
