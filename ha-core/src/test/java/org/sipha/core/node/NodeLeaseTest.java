package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.Frame.Heartbeat;
import org.sipha.core.link.Frame.Promise;
import org.sipha.core.role.RightState;
import org.sipha.core.role.Role;

/** The right of one node comes to its end, or goes on by promise. */
class NodeLeaseTest {
  private static final Duration LEASE = Duration.ofSeconds(1);

  /** {@code addp-timeout} less the margin. */
  private static final long PROMISE_LASTS = Duration.ofMillis(900).toNanos();

  private final HandDrivenNode node = HandDrivenNode.withLease(LEASE);

  @Test
  void aPromiseCountsFromTheHeartbeatThatItAnswers() {
    node.serve();
    node.connect();
    node.pass(Duration.ofMillis(700));
    long wanted =
        node.sent(Heartbeat.class).stream()
            .filter(beat -> beat.promise() == Promise.WANTED)
            .findFirst()
            .orElseThrow()
            .sentNanos();

    node.promise(wanted);
    node.pass(Duration.ofMillis(400));

    assertThat(node.view().right().state()).isEqualTo(RightState.PROMISED);
    assertThat(node.view().right().untilNanos()).isEqualTo(wanted + PROMISE_LASTS);
    assertThat(node.view().role()).isEqualTo(Role.PRIMARY);

    node.pass(Duration.ofMillis(600));
    assertThat(node.view().role()).isEqualTo(Role.NONE);
  }

  @Test
  void aPromiseThatAnswersNothingIsNone() {
    node.serve();
    node.connect();
    node.pass(Duration.ofMillis(700));

    node.promise(0);
    node.pass(Duration.ofMillis(400));

    assertThat(node.view().role()).isEqualTo(Role.NONE);
  }

  @Test
  void aRenewalThatComesLateLastsNoLonger() {
    node.serve();
    node.connect();
    long until = node.now() + LEASE.toNanos() + Duration.ofMillis(200).toNanos();
    node.pass(Duration.ofMillis(800));

    node.give(new Input.RightRenewed(until));
    node.pass(Duration.ofMillis(100));

    assertThat(node.view().right().untilNanos()).isEqualTo(until);
  }
}
