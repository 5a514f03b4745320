package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Version;
import org.sipha.core.link.Frame.Data;
import org.sipha.core.link.PeerMessage.RegistrationChange;
import org.sipha.core.link.PeerMessage.RegistrationsTold;
import org.sipha.core.registration.Registration;
import org.sipha.core.registration.RegistrationRecord;
import org.sipha.core.sync.SyncState;

/** Registrations where what the peer says crosses what it is told. */
class NodeRegistrationsTest {
  private static final Registration NOBODY = new Registration("1001", List.of());

  private final HandDrivenNode node = new HandDrivenNode();

  @BeforeEach
  void isPrimaryWithABackup() {
    node.serveBesideAnEmptyBackup();
    node.pass(Duration.ofMillis(100));
    assertThat(node.report().state()).as("before the backup's word").isEqualTo(SyncState.INVENTORY);
    node.message(new RegistrationsTold());
    node.pass(Duration.ofMillis(100));
    assertThat(node.report().state()).isEqualTo(SyncState.DONE);
  }

  @Test
  void anAnswerWaitsForTheConfirmationOfItsOwnDnAndOfItsOwnVersion() {
    node.give(new Input.RegistrationChanged(NOBODY, 1));
    node.give(new Input.RegistrationChanged(new Registration("1002", List.of()), 2));
    node.give(new Input.RegistrationChanged(NOBODY, 3));
    long first = numberOf("1001");

    node.confirm(first);
    assertThat(node.letGo()).containsExactly(1L);
    node.confirm(first + 1);
    assertThat(node.letGo()).containsExactly(1L, 2L);
    node.confirm(first + 2);
    assertThat(node.letGo()).containsExactly(1L, 2L, 3L);
  }

  private long numberOf(String dn) {
    return node.sent(Data.class).stream()
        .filter(
            frame ->
                frame.message() instanceof RegistrationChange change
                    && change.copy().dn().equals(dn))
        .findFirst()
        .orElseThrow()
        .number();
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
