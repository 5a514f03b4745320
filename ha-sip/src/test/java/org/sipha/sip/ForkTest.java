package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallState;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** A proxy behind the callee's leg rings several telephones (RFC 3261 12.1, 13.2.2.4). */
class ForkTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone west = sip.west;

  private SipRequest invite() {
    alice.invite("9555");
    return west.expectRequest("INVITE");
  }

  private String rings(SipRequest invite, String telephone) {
    west.answer(invite, 183, "v=0 " + telephone + "\r\n", telephone);
    SipResponse progress = alice.expectResponse(183);
    assertThat(progress.body().sdpText()).isEqualTo("v=0 " + telephone + "\r\n");
    return String.valueOf(progress.head().toTag());
  }

  private void answers(SipRequest invite, String telephone, String callersTag) {
    west.answer(invite, 200, "v=0 " + telephone + "\r\n", telephone);
    assertThat(alice.expectResponse(200).head().toTag()).isEqualTo(callersTag);
    alice.ack();
    assertThat(west.expectRequest("ACK").head().toTag()).isEqualTo(telephone);
    assertThat(sip.core.state()).contains(CallState.CONFIRMED);
    alice.bye();
    assertThat(west.expectRequest("BYE").head().toTag()).isEqualTo(telephone);
    alice.expectResponse(200);
  }

  @Test
  void eachTelephoneThatRingsIsADialogOfItsOwnToTheCaller() {
    SipRequest invite = invite();
    String first = rings(invite, "one");
    String second = rings(invite, "two");
    assertThat(second).isNotEqualTo(first);
    assertThat(rings(invite, "one")).isEqualTo(first);
    assertThat(rings(invite, "two")).isEqualTo(second);
    answers(invite, "two", second);
  }

  @Test
  void firstTelephoneMayAnswerAfterOthersHaveRung() {
    SipRequest invite = invite();
    String first = rings(invite, "one");
    rings(invite, "two");
    answers(invite, "one", first);
  }

  @Test
  void telephoneThatHasNotRungMayAnswer() {
    SipRequest invite = invite();
    String first = rings(invite, "one");
    west.answer(invite, 200, "v=0 other\r\n", "other");
    assertThat(alice.expectResponse(200).head().toTag()).isNotEqualTo(first);
    assertThat(sip.core.call().b().remoteTag()).isEqualTo("other");
  }

  @Test
  void secondTelephoneThatAnswersIsAcknowledgedAndHungUp() {
    SipRequest invite = invite();
    rings(invite, "one");
    String second = rings(invite, "two");
    west.answer(invite, 200, "v=0 two\r\n", "two");
    alice.expectResponse(200);
    west.answer(invite, 200, "v=0 one\r\n", "one");
    assertThat(west.expectRequest("ACK").head().toTag()).isEqualTo("one");
    assertThat(west.expectRequest("BYE").head().toTag()).isEqualTo("one");
    alice.expectNothing();
    assertThat(sip.core.call().a().localTag()).isEqualTo(second);
  }

  @Test
  void whatComesWhenTheCallIsOverIsAcknowledgedAllTheSame() {
    SipRequest invite = invite();
    answers(invite, "two", rings(invite, "two"));

    west.answer(invite, 200, "v=0 two\r\n", "two");
    assertThat(west.expectRequest("ACK").head().toTag()).isEqualTo("two");
    west.answer(invite, 200, "v=0 one\r\n", "one");
    assertThat(west.expectRequest("ACK").head().toTag()).isEqualTo("one");
    assertThat(west.expectRequest("BYE").head().toTag()).isEqualTo("one");
    alice.expectNothing();
  }

  @Test
  void whatTheCallerSendsLateWhenTheCallIsOverChangesNothing() {
    SipRequest invite = invite();
    answers(invite, "two", rings(invite, "two"));

    alice.ack();
    alice.cancel();
    assertThat(alice.expectResponse(200).head().method()).isEqualTo("CANCEL");
    alice.expectNothing();
    west.expectNothing();
    sip.passMillis(33_000);
    assertThat(sip.engine.transactions()).isZero();
  }

  @Test
  void earlyDialogsOfTheOthersAreOverWhenOneHasAnswered() {
    SipRequest invite = invite();
    rings(invite, "one");
    rings(invite, "two");
    Telephone.Line second = alice.line();
    west.answer(invite, 200, "v=0 one\r\n", "one");
    alice.expectResponse(200);
    Telephone.Line first = alice.line();
    alice.use(second);
    alice.request("INFO", "");
    alice.expectResponse(481);
    alice.use(first);
    alice.ack();
    assertThat(west.expectRequest("ACK").head().toTag()).isEqualTo("one");
  }

  @Test
  void requestsOfEachEarlyDialogReachItsTelephone() {
    SipRequest invite = invite();
    rings(invite, "one");
    rings(invite, "two");
    alice.extraHeaders = "RAck: 5 " + alice.inviteCSeq() + " INVITE\r\n";
    alice.request("PRACK", "");
    alice.extraHeaders = "";
    SipRequest prack = west.expectRequest("PRACK");
    assertThat(prack.head().toTag()).isEqualTo("two");
    west.answer(prack, 200);
    alice.expectResponse(200);
  }

  @Test
  void noMoreTelephonesThanTheBoundAreRelayedAndAnyMayAnswer() {
    SipRequest invite = invite();
    for (int i = 0; i < 9; i++) {
      rings(invite, "t" + i);
    }
    west.answer(invite, 183, "v=0 t9\r\n", "t9");
    alice.expectNothing();
    west.answer(invite, 200, "v=0 t9\r\n", "t9");
    alice.expectResponse(200);
    assertThat(sip.core.call().b().remoteTag()).isEqualTo("t9");
  }

  @Test
  void callerThatHangsUpOneEarlyDialogHangsUpAll() {
    SipRequest invite = invite();
    rings(invite, "one");
    rings(invite, "two");
    alice.bye();
    alice.expectResponse(487);
    alice.expectResponse(200);
    west.expectRequest("CANCEL");
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void newServerGivesEachTelephoneTheSameTag() {
    SipRequest invite = invite();
    String first = rings(invite, "one");
    String second = rings(invite, "two");
    sip.takeOver();
    assertThat(alice.expectResponse(183).head().toTag()).isEqualTo(first);
    assertThat(rings(invite, "two")).isEqualTo(second);
    answers(invite, "two", second);
  }

  @Test
  void telephoneThatAnswersAtTheNewServerHasTheTagThatTheCallerKnows() {
    SipRequest invite = invite();
    rings(invite, "one");
    String second = rings(invite, "two");
    sip.takeOver();
    alice.expectResponse(183);
    answers(invite, "two", second);
  }
}
