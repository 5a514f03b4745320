package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.call.EndCause;
import org.sipha.core.call.Leg;
import org.sipha.core.link.PeerMessage.CallChange;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.link.PeerMessage.SyncCall;
import org.sipha.core.node.Input.CallChanged;
import org.sipha.core.node.Input.CallEnded;

/** What a node counts for those who draw curves of it. */
class NodeCountsTest {
  private static final int WINDOW = 4_096;
  private static final Leg LEG =
      new Leg("c", "l", "r", "sip:a@x", "sip:b@x", "sip:b@x", List.of(), "", "", 1, 1, null, null);

  private final HandDrivenNode node = new HandDrivenNode();

  private void isPrimaryWithABackup() {
    node.serveBesideAnEmptyBackup();
    node.message(new RegistrationsTold());
    node.pass(Duration.ofMillis(100));
    node.confirm();
  }

  private static CallId id(int number) {
    return CallId.of(1, 2, number);
  }

  private void changed(int number) {
    Call call =
        new Call(id(number), CallState.CONFIRMED, false, 0, "a", "b", LEG, LEG, 0, List.of(), 0, 0);
    node.give(new CallChanged(call, 0));
  }

  private Delays delays() {
    node.pass(Duration.ofMillis(50));
    return node.view().counts().replicationDelay();
  }

  /** How many took longer than the one bound, and not longer than the next. */
  private static long between(Delays delays, Duration above, Duration upTo) {
    int range = Delays.BOUNDS_NANOS.indexOf(upTo.toNanos());
    assertThat(Delays.BOUNDS_NANOS.get(range - 1)).isEqualTo(above.toNanos());
    return delays.counts().get(range);
  }

  private int changesSent() {
    return node.sentMessages(CallChange.class).size();
  }

  private static long all(Delays delays) {
    return delays.counts().stream().mapToLong(Long::longValue).sum();
  }

  @Test
  void replicationTakesFromTheChangeUntilItsConfirmation() {
    isPrimaryWithABackup();
    changed(1);
    node.pass(Duration.ofMillis(200));
    assertThat(all(delays())).as("not confirmed").isZero();

    node.confirm();

    Delays delays = delays();
    assertThat(between(delays, Duration.ofMillis(100), Duration.ofMillis(250))).isZero();
    assertThat(between(delays, Duration.ofMillis(250), Duration.ofMillis(500))).isEqualTo(1);
    assertThat(all(delays)).isEqualTo(1);
    assertThat(Duration.ofNanos(delays.sumNanos())).isBetween(millis(250), millis(260));
  }

  @Test
  void anEndIsReplicatedLikeAChange() {
    isPrimaryWithABackup();
    changed(1);
    node.confirm();
    node.give(new CallEnded(id(1), EndCause.PARTY, 0));
    node.pass(Duration.ofMillis(600));
    node.confirm();

    Delays delays = delays();
    assertThat(between(delays, Duration.ofMillis(500), Duration.ofSeconds(1))).isEqualTo(1);
    assertThat(all(delays)).isEqualTo(2);
  }

  @Test
  void aChangeThatFoundNoRoomHasWaitedSinceItWasMade() {
    isPrimaryWithABackup();
    for (int number = 1; number <= WINDOW; number++) {
      changed(number);
    }
    changed(WINDOW + 1);
    node.pass(millis(400));
    changed(WINDOW + 1);
    assertThat(changesSent()).isEqualTo(WINDOW);
    node.pass(millis(800));
    node.confirm();
    assertThat(changesSent()).as("there is room").isEqualTo(WINDOW + 1);
    node.pass(millis(1_600));
    node.confirm();

    Delays delays = delays();
    assertThat(between(delays, Duration.ofSeconds(1), millis(2_500))).isEqualTo(WINDOW);
    assertThat(between(delays, millis(2_500), Duration.ofSeconds(5))).isEqualTo(1);
  }

  @Test
  void aCallThatIsSynchronizedIsNoChange() {
    node.serve();
    changed(1);
    node.connect();
    node.tellThatNothingIsHeld();
    node.message(new RegistrationsTold());
    node.pass(Duration.ofMillis(100));
    assertThat(node.sentMessages(SyncCall.class)).hasSize(1);
    node.confirm();

    assertThat(all(delays())).isZero();
  }

  @Test
  void sessionsAndChangesOfRoleAreCounted() {
    node.give(new Input.Tick());
    assertThat(node.view().counts().roleChanges()).isZero();
    assertThat(node.view().counts().sessionsEstablished()).isZero();

    isPrimaryWithABackup();

    assertThat(node.view().counts().roleChanges()).as("none -> primary").isEqualTo(1);
    assertThat(node.view().counts().sessionsEstablished()).isEqualTo(1);
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
