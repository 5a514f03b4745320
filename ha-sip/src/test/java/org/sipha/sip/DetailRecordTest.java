package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallDetailRecord;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.message.SipRequest;

class DetailRecordTest {
  private final SipHarness sip = new SipHarness();
  private final Telephone alice = sip.alice;
  private final Telephone bob = sip.bob;

  private EndReason reason() {
    return sip.records.only().ending().reason();
  }

  @Test
  void aCallThatWasHungUpHasOneRecordWithAllThatIsKnownOfIt() {
    long invited = sip.clock.epochMillis();
    SipRequest invite = sip.ring();
    sip.passMillis(3_000);
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    Call call = sip.core.call();
    sip.passMillis(60_000);
    alice.bye();
    CallDetailRecord ended = sip.records.only();
    assertThat(ended)
        .isEqualTo(
            new CallDetailRecord(
                call.id(),
                "1001",
                "1002",
                "dn:1001",
                "dn:1002",
                call.a().callId(),
                call.b().callId(),
                false,
                invited,
                invited + 3_000,
                invited + 63_000,
                Ending.of(EndReason.CALLER_HUNG_UP),
                List.of(1)));
    assertThat(ended.durationMillis()).isEqualTo(60_000);
  }

  @Test
  void aCalleeThatHangsUpIsNamed() {
    sip.talk();
    bob.bye();
    assertThat(reason()).isEqualTo(EndReason.CALLEE_HUNG_UP);
  }

  @Test
  void aCallOverAMultisiteTrunkSaysSo() {
    alice.invite("9555");
    sip.west.answer(sip.west.expectRequest("INVITE"), 486);
    assertThat(sip.records.only().multisite()).isTrue();
    assertThat(sip.records.only().calleePlace()).isEqualTo("trunk:west");
  }

  @Test
  void aRejectedCallHasARecordWithTheStatus() {
    bob.answer(sip.ring(), 486);
    CallDetailRecord ended = sip.records.only();
    assertThat(ended.ending()).isEqualTo(new Ending(EndReason.REJECTED, 486));
    assertThat(ended.answeredAtMillis()).isZero();
    assertThat(ended.durationMillis()).isZero();
  }

  @Test
  void aCallRejectedBeforeItRingsHasARecordBeforeTheCallerHearsOfIt() {
    sip.records.isSlow = true;
    alice.invite("1002");
    bob.answer(bob.expectRequest("INVITE"), 486);
    alice.expectNothing();
    sip.records.writeAll();
    alice.expectResponse(486);
    assertThat(sip.records.only().ending()).isEqualTo(new Ending(EndReason.REJECTED, 486));
  }

  @Test
  void aCancelledCallHasARecord() {
    sip.ring();
    alice.cancel();
    assertThat(reason()).isEqualTo(EndReason.CANCELLED);
  }

  @Test
  void aCallerThatHangsUpBeforeTheAnswerHasCancelled() {
    sip.ring();
    alice.bye();
    assertThat(reason()).isEqualTo(EndReason.CANCELLED);
  }

  @Test
  void aCallThatNobodyAnsweredHasARecord() {
    sip.ring();
    sip.passMillis(182_000);
    assertThat(reason()).isEqualTo(EndReason.NO_ANSWER);
  }

  @Test
  void aCalleeThatIsNotReachedHasARecord() {
    alice.invite("1002");
    sip.passMillis(33_000);
    assertThat(sip.records.only().ending()).isEqualTo(new Ending(EndReason.NO_ANSWER, 408));
  }

  @Test
  void aCallWithoutAckIsEndedByTheServer() {
    bob.answer(sip.ring(), 200, "v=0 1002\r\n");
    sip.passMillis(33_000);
    assertThat(reason()).isEqualTo(EndReason.ENDED_BY_SERVER);
  }

  @Test
  void aCallThatAPartyKnowsNoLongerIsLostThere() {
    sip.talk();
    alice.reInvite("v=0 hold\r\n");
    bob.answer(bob.expectRequest("INVITE"), 481);
    assertThat(sip.records.only().ending()).isEqualTo(new Ending(EndReason.LOST_AT_PARTY, 481));
  }

  @Test
  void startAndAnswerAreTrueAfterATakeoverAndBothServersAreNamed() {
    long invited = sip.clock.epochMillis();
    sip.talk();
    sip.passMillis(60_000);
    sip.takeOver();
    sip.passMillis(60_000);
    bob.bye();
    CallDetailRecord ended = sip.records.only();
    assertThat(ended.invitedAtMillis()).isEqualTo(invited);
    assertThat(ended.answeredAtMillis()).isEqualTo(invited);
    assertThat(ended.durationMillis()).isEqualTo(120_000);
    assertThat(ended.servers()).containsExactly(1, 2);
  }

  @Test
  void aServerThatOnlyCarriedARequestIsNamedByTheOneAfterIt() {
    sip.talk();
    sip.takeOver();
    alice.request("INFO", "");
    bob.answer(bob.expectRequest("INFO"), 200);
    sip.passMillis(5_000);
    sip.takeOver(3);
    alice.bye();
    assertThat(sip.records.only().servers()).containsExactly(1, 2, 3);
  }

  @Test
  void anEndIsToldToNobodyBeforeItsRecordIsWritten() {
    sip.talk();
    sip.records.isSlow = true;
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    sip.passMillis(900);
    alice.expectNothing();
    assertThat(sip.core.ended).isEmpty();
    sip.records.writeAll();
    alice.expectResponse(200);
    assertThat(sip.core.ended).hasSize(1);
  }

  @Test
  void aServerThatDiesBeforeTheRecordLeavesTheRecordToTheNextOne() {
    sip.talk();
    sip.records.isSlow = true;
    alice.bye();
    bob.expectRequest("BYE");
    sip.takeOver();
    sip.records.isSlow = false;
    alice.sendAgain();
    alice.expectResponse(200);
    assertThat(reason()).isEqualTo(EndReason.CALLER_HUNG_UP);
  }

  @Test
  void aDiskThatHangsKeepsNoCallFromEnding() {
    sip.talk();
    sip.records.isSlow = true;
    alice.bye();
    sip.passMillis(1_001);
    alice.expectResponse(200);
    assertThat(sip.core.ended).hasSize(1);
    assertThat(sip.counters.unrecordedEnds.sum()).isEqualTo(1);
    sip.records.writeAll();
    alice.expectNothing();
    assertThat(sip.core.ended).hasSize(1);
  }

  @Test
  void aFullDiskKeepsNoCallFromEnding() {
    sip.records.isFull = true;
    sip.talk();
    alice.bye();
    alice.expectResponse(200);
    assertThat(sip.core.ended).hasSize(1);
    assertThat(sip.counters.unrecordedEnds.sum()).isEqualTo(1);
  }

  @Test
  void aCallThatEndedElsewhereIsTheOtherServersToWrite() {
    sip.talk();
    CallId id = sip.core.call().id();
    sip.core.table.remove(id);
    sip.engine.agent().forgotten(id);
    assertThat(sip.records.written).isEmpty();
  }

  @Test
  void aHoldWaitsForTheEndsThatAreBeingWritten() {
    sip.talk();
    sip.records.isSlow = true;
    alice.bye();
    boolean[] told = {false};
    sip.engine.agent().whenEndsAreTold(() -> told[0] = sip.core.ended.size() == 1);
    assertThat(told[0]).isFalse();
    sip.records.writeAll();
    assertThat(told[0]).isTrue();
  }
}
