package org.sipha.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sipha.core.simulation.QuietPair.A;
import static org.sipha.core.simulation.QuietPair.B;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.sipha.core.link.Frame.Reject.Reason;
import org.sipha.core.node.Input;
import org.sipha.core.node.NodeSettings.ArbiterType;
import org.sipha.core.node.NodeView.ConnectionState;
import org.sipha.core.node.NodeView.Refusal;
import org.sipha.core.role.Role;

/** SPEC 3.7: a refused handshake counts as reached. Its sentences: {@code HandshakeTest}. */
class HandshakeStoryTest {
  @RegisterExtension final QuietPair pair = new QuietPair();

  @Test
  void theStatusOfBothSaysWhyTheHandshakeIsRefused() {
    pair.with(B, s -> s.pairName = "other");
    pair.start(A);
    pair.start(B);
    pair.run(2);

    assertThat(pair.connection(A)).isEqualTo(ConnectionState.DOWN);
    assertThat(pair.view(A).connection().refusal())
        .isEqualTo(
            new Refusal(
                Reason.FOREIGN,
                "sips-b belongs to pair 'other', this node to 'pair'; check peer-address and"
                    + " pair-name"));
    assertThat(pair.view(B).connection().refusal())
        .isEqualTo(
            new Refusal(
                Reason.FOREIGN,
                "sips-a belongs to pair 'pair', this node to 'other'; check peer-address and"
                    + " pair-name"));
    assertThat(pair.told("WARN HA handshake refused")).isEqualTo(2); // once each, however often
  }

  @Test
  void aNodeNeverAsksWhileThePeerItRefusedForTheArbiterAnswers() {
    pair.with(B, s -> s.arbiterPlace = "another file");
    pair.start(A);
    pair.start(B);
    pair.run(60);

    assertThat(pair.node(A).asked()).isEmpty();
    assertThat(pair.node(B).asked()).isEmpty();
    assertThat(pair.view(A).connection().refusal())
        .isEqualTo(
            new Refusal(
                Reason.ARBITER,
                "the arbiter is lock here and another file at sips-b; both must use the same"));
  }

  @Test
  void aLockFileOfThisHostMeansNothingOnAnother() {
    pair.with(B, s -> s.bootId = "another host");
    pair.start(A);
    pair.start(B);
    pair.run(60);

    assertThat(pair.node(A).asked()).isEmpty();
    assertThat(pair.node(B).asked()).isEmpty();
  }

  @Test
  void differentKindsOfArbiterAreRefused() {
    pair.with(B, s -> s.arbiter = ArbiterType.MANUAL);
    pair.start(A);
    pair.start(B);
    pair.run(60);

    assertThat(pair.node(A).asked()).isEmpty();
    assertThat(pair.node(B).asked()).isEmpty();
  }

  @Test
  void aServingPrimaryGoesOnThoughItsPeerIsRefused() {
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.with(B, s -> s.arbiterPlace = "another file");
    pair.start(B);
    pair.run(60);

    assertThat(pair.node(A).isAnswering()).isTrue();
    assertThat(pair.node(B).asked()).isEmpty();
  }

  @Test
  void whenThePeerRefusedForTheArbiterIsGoneHaStartWaitBegins() {
    pair.with(B, s -> s.arbiterPlace = "another file");
    pair.start(A);
    pair.start(B);
    pair.run(20);

    pair.crash(B);

    assertThat(pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY)).isLessThan(16);
  }

  @Test
  void aNodeDoesNotAskWhileTheRefusedPeerIsPrimary() {
    differInSipPort();
    pair.start(A);
    pair.until("A is primary", () -> pair.role(A) == Role.PRIMARY);
    pair.start(B);
    pair.run(60);

    assertThat(pair.view(B).connection().refusal())
        .isEqualTo(new Refusal(Reason.SETTING, "sip-port differ at sips-a; make them equal"));
    assertThat(pair.node(B).asked()).isEmpty();
  }

  @Test
  void aNodeDoesNotAskWhileTheRefusedPeerHoldsCalls() {
    pair.with(s -> s.arbiter = ArbiterType.MANUAL).with(s -> s.unsafe.put("sip-port", "5070"));
    pair.startReady();
    pair.setUpCalls(3);
    pair.run(0.1);
    pair.with(A, s -> s.unsafe.put("sip-port", "5060"));
    pair.crash(A);
    pair.start(A); // without calls; B holds the copies
    pair.run(60);

    assertThat(pair.connection(A)).isEqualTo(ConnectionState.DOWN);
    assertThat(pair.node(A).asked()).isEmpty();
  }

  @Test
  void aNodeServesAtOnceBesideARefusedPeerThatHasNothing() {
    differInSipPort();
    pair.start(A);
    pair.start(B);

    pair.within(2, "one serves", () -> pair.node(A).isAnswering() || pair.node(B).isAnswering());
    pair.run(30);
    assertThat(pair.processes().stream().filter(SimulatedProcess::isAnswering)).hasSize(1);
  }

  private void differInSipPort() {
    pair.with(A, s -> s.unsafe.put("sip-port", "5060"));
    pair.with(B, s -> s.unsafe.put("sip-port", "5070"));
  }

  @Test
  void otherSettingsThatDifferOnlyWarn() {
    pair.with(A, s -> s.shared.put("dn:1001", "1")).with(B, s -> s.shared.put("dn:1001", "2"));
    pair.startBoth();

    assertThat(pair.view(A).connection().settingsThatDiffer()).isEqualTo(List.of("dn:1001"));

    assertThat(pair.told("WARN settings differ at sips-b: dn:1001")).isPositive();
  }

  @Test
  void settingsThatAreConfiguredWithinASessionAreComparedAtOnceOnBothNodes() {
    pair.with(A, s -> s.shared.put("dn:1001", "1")).with(B, s -> s.shared.put("dn:1001", "1"));
    pair.startBoth();
    long session = pair.view(A).connection().session();

    pair.node(A).give(new Input.SharedSettingsConfigured(Map.of("dn:1001", "2")));
    pair.run(1);
    differ(List.of("dn:1001"));
    assertThat(pair.told("WARN settings differ at sips-b: dn:1001")).isPositive();
    assertThat(pair.told("WARN settings differ at sips-a: dn:1001")).isPositive();

    pair.node(B).give(new Input.SharedSettingsConfigured(Map.of("dn:1001", "2")));
    pair.run(1);
    differ(List.of());
    assertThat(pair.told("settings are equal at sips-b again")).isPositive();
    assertThat(pair.view(A).connection().session()).isEqualTo(session);
    assertThat(pair.view(B).connection().session()).isEqualTo(session);
  }

  @Test
  void settingsThatAreConfiguredBetweenSessionsAreComparedInTheNextHandshake() {
    pair.with(A, s -> s.shared.put("dn:1001", "1")).with(B, s -> s.shared.put("dn:1001", "1"));
    pair.startBoth();
    pair.node(A).give(new Input.SharedSettingsConfigured(Map.of("dn:1001", "2")));
    pair.run(1);

    pair.loseConnection();
    differ(List.of("dn:1001"));
  }

  private void differ(List<String> names) {
    assertThat(pair.view(A).connection().settingsThatDiffer()).isEqualTo(names);
    assertThat(pair.view(B).connection().settingsThatDiffer()).isEqualTo(names);
  }

  @Test
  void equalServerIdsAreRefused() {
    pair.with(B, s -> s.serverId = 1);
    pair.start(A);
    pair.start(B);
    pair.run(3);

    assertThat(pair.view(A).connection().refusal())
        .isEqualTo(
            new Refusal(
                Reason.SAME_SERVER_ID,
                "both nodes are 'sips-b' with server-id 1; application-name and server-id must be"
                    + " unique in the pair"));
  }
}
