package org.sipha.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.sipha.core.link.PeerMessage.HandOver;
import org.sipha.core.link.PeerMessage.HandOverConfirmed;
import org.sipha.core.link.PeerMessage.HandOverRefused;
import org.sipha.core.link.PeerMessage.HandOverVoid;
import org.sipha.core.node.CommandResult.Outcome;
import org.sipha.core.node.Effect.PersistEpoch;
import org.sipha.core.node.Effect.Reply;
import org.sipha.core.node.Effect.ResumeSip;
import org.sipha.core.node.Effect.YieldSip;
import org.sipha.core.node.Input.Command.Kind;

/** The two sides of a hand-over, each with a peer that refuses or changes its mind (SPEC 4). */
class NodeHandOverTest {
  private final HandDrivenNode node = new HandDrivenNode();

  private void isBackup() {
    node.connect();
    node.pass(Duration.ofMillis(100));
    assertThat(node.view().phase()).isEqualTo("Backup");
  }

  /** A primary that has offered epoch 2. */
  private void hasOffered() {
    node.serve();
    node.connect();
    node.pass(Duration.ofMillis(100));
    node.give(new Input.Command(1, Kind.SWITCHOVER, true));
    node.give(new Input.SipHeld());
    node.pass(Duration.ofMillis(50));
    assertThat(node.sentMessages(HandOver.class)).containsExactly(new HandOver(2, true));
  }

  private Reply reply() {
    return node.wanted(Reply.class).get(0);
  }

  @Test
  void aBackupThatCanNotPersistTheEpochRefusesAndSaysWhy() {
    isBackup();
    node.message(new HandOver(2, false));
    assertThat(node.wanted(PersistEpoch.class)).containsExactly(new PersistEpoch(2));

    node.give(new Input.EpochNotPersisted(2, "no space left"));

    assertThat(node.sentMessages(HandOverRefused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.text()).contains("no space left"));
    assertThat(node.sentMessages(HandOverConfirmed.class)).isEmpty();
    node.pass(Duration.ofMillis(50));
    assertThat(node.view().phase()).isEqualTo("Backup");
  }

  @Test
  void anOfferIsVoidWhenItsSessionEndsBeforeTheEpochIsPersisted() {
    isBackup();
    node.message(new HandOver(2, false));
    node.lose();
    assertThat(node.view().phase()).isEqualTo("Backup");

    node.give(new Input.EpochPersisted(2));

    assertThat(node.sentMessages(HandOverConfirmed.class)).isEmpty();
  }

  @Test
  void aPromotionThatTheArbiterDoesNotAnswerIsUnknownInTheEnd() {
    isBackup();
    node.lose();
    node.give(new Input.Command(1, Kind.PROMOTE, false));
    node.pass(Duration.ofSeconds(9));
    assertThat(node.wanted(Reply.class)).isEmpty();

    node.pass(Duration.ofSeconds(2));

    assertThat(reply().result().outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aHandOverThatThePrimaryTakesBackLeavesTheBackupABackup() {
    isBackup();
    node.message(new HandOver(2, false));
    node.give(new Input.EpochPersisted(2));
    assertThat(node.sentMessages(HandOverConfirmed.class)).hasSize(1);
    node.pass(Duration.ofMillis(50));
    assertThat(node.view().phase()).isEqualTo("Accepting");

    node.message(new HandOverVoid(7));
    node.pass(Duration.ofMillis(50));
    assertThat(node.view().phase()).as("another one").isEqualTo("Accepting");
    node.message(new HandOverVoid(2));
    node.pass(Duration.ofMillis(50));
    assertThat(node.view().phase()).isEqualTo("Backup");
  }

  @Test
  void aPrimaryWhosePeerRefusesGoesOn() {
    hasOffered();

    node.message(new HandOverRefused(7, "another one"));
    assertThat(node.wanted(Reply.class)).isEmpty();
    node.message(new HandOverRefused(2, "the epoch could not be written"));

    assertThat(reply().result().outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(reply().result().text()).contains("the epoch could not be written");
    assertThat(node.wanted(ResumeSip.class)).hasSize(1);
    node.pass(Duration.ofMillis(50));
    assertThat(node.view().phase()).isEqualTo("Primary");
  }

  @Test
  void aPrimaryYieldsToTheConfirmationOfItsOwnOfferAlone() {
    hasOffered();

    node.message(new HandOverConfirmed(7));
    assertThat(node.wanted(YieldSip.class)).isEmpty();
    node.message(new HandOverConfirmed(2));

    assertThat(node.wanted(YieldSip.class)).hasSize(1);
    assertThat(node.wanted(ResumeSip.class)).isEmpty();
  }
}
