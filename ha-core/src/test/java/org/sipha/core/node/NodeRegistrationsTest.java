package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Version;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;

/** Registrations where what the peer says crosses what it is told. */
class NodeRegistrationsTest {
  private static final Registration NOBODY = new Registration("1001", List.of());

  private final HandDrivenNode node = new HandDrivenNode();

  @BeforeEach
  void isPrimaryWithABackup() {
    node.serve();
    node.connect();
    node.message(new RegistrationsTold());
  }

  /** Found by the simulation: it held readiness at 0 for good. */
  @Test
  void whatThePeerTellsInANewerVersionNeedsNoConfirmation() {
    node.give(new Input.RegistrationChanged(NOBODY, 0));
    node.message(new RegistrationChange(new RegistrationRecord(NOBODY, new Version(9, 1, 1))));
    node.confirm();
    node.pass(Duration.ofSeconds(2));

    assertThat(node.report().unsynchronizedRegistrations()).isZero();
  }

  @Test
  void whatThePeerTellsInAnOlderVersionStillNeedsOne() {
    node.give(new Input.RegistrationChanged(NOBODY, 0));
    node.message(new RegistrationChange(new RegistrationRecord(NOBODY, new Version(0, 1, 1))));
    node.pass(Duration.ofSeconds(2));
    assertThat(node.report().unsynchronizedRegistrations()).isEqualTo(1);

    node.confirm();
    node.pass(Duration.ofSeconds(1));
    assertThat(node.report().unsynchronizedRegistrations()).isZero();
  }
}
