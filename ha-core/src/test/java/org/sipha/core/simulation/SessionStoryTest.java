package org.sipha.core.simulation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.call.CallId;
import org.sipha.core.node.CommandResult;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.NodeView.Connection;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.role.Role;

/** SPEC 2, "established": what begins a new session and what doesn't. */
class SessionStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void aResumedSessionKeepsThe60s() {
    pair.startBoth();
    pair.run(30);
    Connection before = pair.view(A).connection();

    pair.reset();
    double took = pair.until("resumed", () -> pair.told("resumed") == 2);

    assertThat(took).isLessThan(0.5);
    assertThat(pair.view(A).connection().session()).isEqualTo(before.session());
    assertThat(pair.view(A).connection().establishedNanos()).isEqualTo(before.establishedNanos());
    assertThat(pair.blockers(A))
        .containsExactly("settling: 30 s of 60 s since the HA connection was established");
  }

  @Test
  void whatWasOnTheWayWhenASocketWasResetArrivesOnceAndInOrder() {
    pair.startBoth();
    pair.run(10);
    List<CallId> calls = pair.setUpCalls(50);
    pair.change(calls.get(0));
    pair.end(calls.get(1));
    pair.reset();

    pair.until("resumed", () -> pair.told("resumed") == 2);
    pair.run(0.1);

    assertThat(pair.isEqual(calls.get(0))).isTrue();
    assertThat(pair.holds(B, calls.get(1))).isFalse();
    assertThat(pair.calls(B)).isEqualTo(49);
    assertThat(pair.told("inventory begins")).isEqualTo(1);
  }

  @Test
  void aNewProcessStartsThe60sAnew() {
    pair.startReady();
    pair.crash(B);
    pair.start(B);
    pair.until("B is backup", () -> pair.role(B) == Role.BACKUP);
    pair.run(1);

    assertThat(pair.blockers(A))
        .singleElement()
        .asString()
        .matches("settling: [01] s of 60 s since the HA connection was established");
    assertThat(pair.readyForSwitchover(B)).isTrue();
  }

  @Test
  void aCutThatIsLongerThanAddpTimeoutStartsThemAnew() {
    pair.startReady();
    pair.loseConnection();
    pair.run(1.5);

    assertThat(pair.blockers(A))
        .containsExactly("settling: 1 s of 60 s since the HA connection was established");
  }

  @Test
  void aCutThatIsShorterThanAddpTimeoutIsOnlySuspect() {
    pair.startReady();
    long session = pair.view(A).connection().session();

    pair.cut(1.2);
    pair.until("suspect", () -> pair.connection(A) == ConnectionState.SUSPECT);
    pair.within(2, "established", () -> pair.connection(A) == ConnectionState.ESTABLISHED);
    pair.run(1);

    assertThat(pair.view(A).connection().session()).isEqualTo(session);
    assertThat(pair.view(B).connection().session()).isEqualTo(session);
    assertThat(pair.readyForSwitchover(A)).isTrue();
  }

  @Test
  void suspectKeepsTheVerdictButRefusesASwitchover() {
    pair.startReady();
    pair.cut(1.3);
    pair.until("suspect", () -> pair.connection(A) == ConnectionState.SUSPECT);
    assertThat(pair.readyForSwitchover(A)).isTrue();
    assertThat(pair.readyForSwitchover(B)).isTrue();

    CommandResult refused = pair.switchover(A);

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.blockers())
        .singleElement()
        .asString()
        .contains("sips-a", "ha-connection-suspect: for ");
    pair.run(3);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void theBackupRefusesASwitchoverToo() {
    pair.startReady();
    pair.cut(1.3);
    pair.until("suspect", () -> pair.connection(B) == ConnectionState.SUSPECT);

    CommandResult refused = pair.switchover(B);

    assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
    pair.run(3);
    assertThat(pair.role(A)).isEqualTo(Role.PRIMARY);
  }

  @Test
  void promoteAndDemoteAreBusyWhileTheConnectionIsSuspect() {
    pair.startReady();
    pair.cut(1.3);
    pair.until("suspect", () -> pair.connection(B) == ConnectionState.SUSPECT);

    assertThat(pair.promote(B).outcome()).isEqualTo(Outcome.BUSY);
    assertThat(pair.demote(A).outcome()).isEqualTo(Outcome.BUSY);
  }

  @Test
  void silenceIsSuspectAt600msAndDownAt1500ms() {
    pair.startReady();
    pair.cut(10);

    double suspect = pair.until("suspect", () -> pair.connection(A) == ConnectionState.SUSPECT);
    double down = suspect + pair.until("down", () -> pair.connection(A) == ConnectionState.DOWN);

    assertThat(suspect).isBetween(0.45, 0.7);
    assertThat(down).isBetween(1.35, 1.6);
  }

  @Test
  void aOneWayCutIsNoticedByBothBecauseAHeartbeatEchoes() {
    pair.startReady();
    pair.network().cutFrom(B, 10_000_000_000L);

    pair.within(
        1.7,
        "both are down",
        () ->
            pair.connection(A) == ConnectionState.DOWN
                && pair.connection(B) == ConnectionState.DOWN);
  }

  @Test
  void aHungCoreBehindALiveSocketIsNoticed() {
    pair.startReady();
    pair.network().meddle(B, frame -> null);

    pair.within(1.7, "A is down", () -> pair.connection(A) == ConnectionState.DOWN);
  }

  @Test
  void aNodeThatStoodStillForLongerThanAddpTimeoutStartsANewSession() {
    pair.startReady();
    long before = pair.view(B).connection().session();
    pair.freeze(B);
    pair.run(2);
    pair.thaw(B);

    pair.until("established", () -> pair.connection(B) == ConnectionState.ESTABLISHED);

    assertThat(pair.view(B).connection().session()).isNotEqualTo(before);
    assertThat(pair.told("this node stood still for")).isPositive();
  }

  @Test
  void aNodeThatStoodStillForAMomentDoesNotTakeItsPeerForSilent() {
    pair.startReady();
    long before = pair.view(B).connection().session();
    pair.freeze(B);
    pair.run(0.9);
    pair.thaw(B);
    pair.run(1);

    assertThat(pair.connection(B)).isEqualTo(ConnectionState.ESTABLISHED);
    assertThat(pair.view(B).connection().session()).isEqualTo(before);
    assertThat(pair.readyForSwitchover(A)).isTrue();
  }

  @Test
  void theIrregularEndDialsWhenTheRegularOneIsNotHeardFor5s() {
    pair.with(A, s -> s.pairName = "other"); // A dials and is refused: B has heard it
    pair.start(A);
    pair.start(B);
    pair.run(2);
    assertThat(requireNonNull(pair.view(B).connection().refusal()).text())
        .contains("belongs to pair 'other'");

    pair.crash(A);
    pair.run(7);

    assertThat(pair.view(B).connection().lastTrouble()).startsWith("refused");
  }
}
