package org.sipha.dist.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.event.Timeline;
import org.sipha.core.link.Retries;
import org.sipha.core.node.DelayCounter;
import org.sipha.core.node.NodeView;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.Counts;
import org.sipha.core.node.NodeView.Synchronization;
import org.sipha.core.readiness.Blocker;
import org.sipha.core.readiness.BlockerCode;
import org.sipha.core.readiness.Readiness;
import org.sipha.core.role.Role;
import org.sipha.core.sync.SyncState;

/** The alarm that a pair is unprotected; time is moved by the test. */
class UnprotectedAlarmTest {
  private static final Blocker LOST = new Blocker(BlockerCode.HA_CONNECTION_DOWN, "lost 9 s ago");
  private static final Blocker SETTLING = new Blocker(BlockerCode.SETTLING, "1 s of 60 s");

  private final Timeline events = new Timeline(() -> Instant.EPOCH);
  private long nanos = -Duration.ofMinutes(3).toNanos(); // such a clock may stand anywhere
  private final UnprotectedAlarm alarm =
      new UnprotectedAlarm(events, Duration.ofMinutes(5), () -> nanos);

  @Test
  void aPrimaryWithoutItsBackupIsAnAlarmAfterTheLimitAndOnlyOnce() {
    watch(Duration.ofSeconds(299), Role.PRIMARY, ConnectionState.DOWN, LOST);
    assertThat(told()).isEmpty();
    assertThat(alarm.unprotectedFor()).contains(Duration.ofSeconds(299));

    watch(Duration.ofSeconds(600), Role.PRIMARY, ConnectionState.DOWN, LOST);
    assertThat(told())
        .containsExactly("pair-unprotected for 5 min: ha-connection-down: lost 9 s ago");
  }

  @Test
  void aPrimaryThatIsNotReadyIsUnprotectedThoughItIsConnected() {
    watch(Duration.ofSeconds(200), Role.PRIMARY, ConnectionState.DOWN, LOST);
    watch(Duration.ofSeconds(100), Role.PRIMARY, ConnectionState.ESTABLISHED, SETTLING);

    assertThat(told()).containsExactly("pair-unprotected for 5 min: settling: 1 s of 60 s");
  }

  @Test
  void theAlarmIsOverWhenThePrimaryIsReady() {
    watch(Duration.ofMinutes(7), Role.PRIMARY, ConnectionState.DOWN, LOST);
    watch(Duration.ofSeconds(1), Role.PRIMARY, ConnectionState.ESTABLISHED);

    assertThat(told())
        .hasSize(2)
        .last()
        .isEqualTo("pair-protected ready for a switchover after 7 min");
    assertThat(alarm.unprotectedFor()).isEmpty();
  }

  @Test
  void theAlarmIsOverWhenThisServerIsNoLongerPrimary() {
    watch(Duration.ofMinutes(7), Role.PRIMARY, ConnectionState.DOWN, LOST);
    watch(Duration.ofSeconds(1), Role.BACKUP, ConnectionState.ESTABLISHED, SETTLING);

    assertThat(told())
        .hasSize(2)
        .last()
        .isEqualTo("pair-protected this server isn't primary after 7 min");
    assertThat(alarm.unprotectedFor()).isEmpty();
  }

  @Test
  void timesThatAreEachTooShortAreNoAlarm() {
    for (int i = 0; i < 4; i++) {
      watch(Duration.ofMinutes(4), Role.PRIMARY, ConnectionState.DOWN, LOST);
      watch(Duration.ofSeconds(1), Role.PRIMARY, ConnectionState.ESTABLISHED);
    }

    assertThat(told()).isEmpty();
  }

  @Test
  void aBackupRaisesNoAlarm() {
    watch(Duration.ofMinutes(30), Role.BACKUP, ConnectionState.DOWN, LOST);

    assertThat(told()).isEmpty();
    assertThat(alarm.unprotectedFor()).isEmpty();
  }

  @Test
  void aPrimaryThatHangsIsUnprotected() {
    NodeView last = view(Role.PRIMARY, ConnectionState.ESTABLISHED);
    for (int second = 0; second <= 302; second++) {
      alarm.look(last);
      nanos += Duration.ofSeconds(1).toNanos();
    }

    assertThat(told()).hasSize(1);
    assertThat(told().get(0)).contains("view-stale");
  }

  @Test
  void theLimitMayBeChanged() {
    watch(Duration.ofMinutes(2), Role.PRIMARY, ConnectionState.DOWN, LOST);
    alarm.limit(Duration.ofMinutes(2));
    watch(Duration.ofSeconds(1), Role.PRIMARY, ConnectionState.DOWN, LOST);

    assertThat(told()).hasSize(1);
  }

  /** A look each second, the first at once; then so much time has passed. */
  private void watch(Duration time, Role role, ConnectionState connection, Blocker... blockers) {
    long end = nanos + time.toNanos();
    alarm.look(view(role, connection, blockers));
    while (nanos < end) {
      nanos += Duration.ofSeconds(1).toNanos();
      alarm.look(view(role, connection, blockers));
    }
  }

  private List<String> told() {
    return events.last(100).stream().map(event -> event.code() + " " + event.text()).toList();
  }

  private NodeView view(Role role, ConnectionState connection, Blocker... blockers) {
    long believed = nanos + Duration.ofMillis(1_500).toNanos();
    return new NodeView(
        nanos,
        believed,
        believed,
        "sips-a",
        1,
        "0",
        role,
        nanos,
        "phase",
        1,
        true,
        false,
        false,
        false,
        List.of(),
        new Readiness(blockers.length == 0, false, List.of(blockers), List.of()),
        new Connection(
            connection,
            nanos,
            7,
            nanos,
            "sips-b",
            "",
            "0",
            2,
            null,
            null,
            List.of(),
            null,
            new Retries(0, 0, 0, 0),
            0),
        null,
        new Synchronization(SyncState.DONE, 0, 0, 500, 500, 0, List.of()),
        0,
        0,
        0,
        new Counts(new DelayCounter().delays(), 0, 0, 0),
        0,
        List.of(),
        List.of(),
        false,
        null);
  }
}
