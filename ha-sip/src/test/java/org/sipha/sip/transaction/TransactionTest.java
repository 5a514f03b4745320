package org.sipha.sip.transaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Head;
import org.sipha.sip.message.JainSipCodec;
import org.sipha.sip.message.OutgoingRequest;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

/** RFC 3261 17 and RFC 6026 by the clock, in virtual time. */
class TransactionTest {
  private SipAddress party = SipAddress.parse("udp:10.0.0.1:6001");
  private Runnable undeliverable = () -> {};

  private long nanos;
  private boolean networkFails;
  private final long begin = nanos;
  private final List<String> sent = new ArrayList<>();
  private final List<Long> sentAtMillis = new ArrayList<>();
  private final SipCounters counters = new SipCounters();
  private final SipTimers timers = new SipTimers(() -> nanos);
  private boolean overloaded;
  private final TransactionLayer layer =
      new TransactionLayer(this::transmit, timers, counters, 3, () -> overloaded);
  private final User user = new User();
  private final Listener listener = new Listener();

  TransactionTest() {
    layer.serve(user);
  }

  private void transmit(SipAddress destination, byte[] message, Runnable undeliverable) {
    assertThat(destination).isEqualTo(party);
    String text = new String(message, UTF_8);
    sent.add(text.substring(0, text.indexOf(' ', text.startsWith("SIP") ? 8 : 0)));
    sentAtMillis.add((nanos - begin) / 1_000_000);
    this.undeliverable = undeliverable;
    if (networkFails) {
      undeliverable.run();
    }
  }

  // ---- client

  @Test
  void inviteIsSentAgainByTimerAAndGivenUpByTimerB() {
    layer.invite(request("INVITE"), listener);
    pass(40_000);
    assertThat(sentAtMillis).containsExactly(0L, 500L, 1_500L, 3_500L, 7_500L, 15_500L, 31_500L);
    assertThat(listener.failures).containsExactly(408);
    assertThat(layer.size()).isZero();
  }

  @Test
  void provisionalAnswerStopsTheInviteFromBeingSentAgain() {
    layer.invite(request("INVITE"), listener);
    receive(answer(180, "INVITE"));
    pass(100_000);
    assertThat(sent).containsExactly("INVITE");
    assertThat(listener.answers).containsExactly(180);
    assertThat(layer.size()).isEqualTo(1);
  }

  @Test
  void refusalIsAcknowledgedWhenTheUserAllowsItAndThenAsOftenAsItComes() {
    InviteClientTransaction invite = layer.invite(request("INVITE"), listener);
    receive(answer(486, "INVITE"));
    receive(answer(486, "INVITE"));
    assertThat(sent).containsExactly("INVITE");
    invite.acknowledgeRefusal();
    assertThat(sent).containsExactly("INVITE", "ACK");
    invite.acknowledgeRefusal();
    receive(answer(486, "INVITE"));
    assertThat(sent).containsExactly("INVITE", "ACK", "ACK");
    assertThat(listener.answers).containsExactly(486);
    pass(32_001);
    assertThat(layer.size()).isZero();
  }

  @Test
  void refusalIsAcknowledgedAtOnceIfThatIsAllowedBefore() {
    layer.invite(request("INVITE"), listener).acknowledgeRefusal();
    assertThat(sent).containsExactly("INVITE");
    receive(answer(486, "INVITE"));
    assertThat(sent).containsExactly("INVITE", "ACK");
  }

  @Test
  void eachSuccessGoesToTheListenerUntilTimerM() {
    layer.invite(request("INVITE"), listener);
    receive(answer(200, "INVITE"));
    receive(answer(200, "INVITE"));
    assertThat(sent).containsExactly("INVITE");
    assertThat(listener.answers).containsExactly(200, 200);
    pass(32_001);
    receive(answer(200, "INVITE"));
    assertThat(user.strays).isEqualTo(1);
  }

  @Test
  void cancelWaitsForAProvisionalAnswerAndThenForTheFinalOne() {
    InviteClientTransaction invite = layer.invite(request("INVITE"), listener);
    invite.cancel();
    assertThat(sent).containsExactly("INVITE");
    receive(answer(100, "INVITE"));
    assertThat(sent).containsExactly("INVITE", "CANCEL");
    receive(answer(200, "CANCEL"));
    pass(32_001);
    assertThat(listener.failures).containsExactly(487);
    pass(10_000);
    assertThat(layer.size()).isZero();
  }

  @Test
  void otherRequestIsSentAgainByTimerEAndGivenUpByTimerF() {
    layer.send(request("BYE"), listener);
    pass(40_000);
    assertThat(sentAtMillis)
        .containsExactly(
            0L, 500L, 1_500L, 3_500L, 7_500L, 11_500L, 15_500L, 19_500L, 23_500L, 27_500L, 31_500L);
    assertThat(listener.failures).containsExactly(408);
  }

  @Test
  void repeatedFinalAnswerIsSwallowed() {
    layer.send(request("BYE"), listener);
    receive(answer(200, "BYE"));
    receive(answer(200, "BYE"));
    assertThat(listener.answers).containsExactly(200);
    pass(5_001);
    assertThat(layer.size()).isZero();
  }

  @Test
  void transportFailureIs503() {
    networkFails = true;
    layer.send(request("BYE"), listener);
    assertThat(listener.failures).isEmpty();
    pass(1);
    assertThat(listener.failures).containsExactly(503);
    assertThat(layer.size()).isZero();
  }

  // ---- server

  @Test
  void repeatedRequestGetsTheSameAnswerUntilTimerJ() {
    receive(asked("BYE", "1"));
    receive(asked("BYE", "1"));
    assertThat(sent).isEmpty();
    user.answer(0, 200);
    receive(asked("BYE", "1"));
    assertThat(sent).containsExactly("SIP/2.0 200", "SIP/2.0 200");
    assertThat(user.requests).hasSize(1);
    pass(32_001);
    receive(asked("BYE", "1"));
    assertThat(user.requests).hasSize(2);
  }

  @Test
  void failureIsSentAgainByTimerGUntilItsAck() {
    receive(asked("INVITE", "1"));
    user.answer(0, 480);
    pass(1_600);
    assertThat(sentAtMillis).containsExactly(0L, 500L, 1_500L);
    receive(asked("ACK", "1"));
    pass(60_000);
    assertThat(sent).hasSize(3);
    assertThat(user.acks).isZero();
    assertThat(layer.size()).isZero();
  }

  @Test
  void failureWithoutAckIsGivenUpByTimerH() {
    receive(asked("INVITE", "1"));
    user.answer(0, 480);
    pass(33_000);
    assertThat(layer.size()).isZero();
    int before = sent.size();
    pass(60_000);
    assertThat(sent).hasSize(before);
  }

  @Test
  void acceptedInviteAbsorbsRepetitionsAndItsAckGoesToTheUser() {
    receive(asked("INVITE", "1"));
    user.answer(0, 200);
    receive(asked("INVITE", "1"));
    receive(asked("ACK", "1"));
    assertThat(sent).containsExactly("SIP/2.0 200");
    assertThat(user.acks).isEqualTo(1);
    assertThat(user.requests).hasSize(1);
    pass(32_001);
    assertThat(layer.size()).isZero();
  }

  @Test
  void provisionalAnswerIsRepeatedToARepeatedInvite() {
    receive(asked("INVITE", "1"));
    user.answer(0, 180);
    receive(asked("INVITE", "1"));
    assertThat(sent).containsExactly("SIP/2.0 180", "SIP/2.0 180");
  }

  @Test
  void cancelIsAnsweredAndTold() {
    receive(asked("INVITE", "1"));
    boolean[] cancelled = new boolean[1];
    ((InviteServerTransaction) user.transactions.get(0)).onCancel("tag", () -> cancelled[0] = true);
    receive(asked("CANCEL", "1"));
    assertThat(sent).containsExactly("SIP/2.0 200");
    assertThat(cancelled[0]).isTrue();
  }

  @Test
  void cancelOfNothingIs481() {
    receive(asked("CANCEL", "1"));
    assertThat(sent).containsExactly("SIP/2.0 481");
  }

  @Test
  void sameBranchFromAnotherSenderIsAnotherTransaction() {
    receive(asked("BYE", "1"));
    receive(asked("BYE", "1").replace("UDP 10.0.0.1:6001", "UDP 10.0.0.1:7001;rport"));
    assertThat(user.requests).hasSize(2);
  }

  @Test
  void oldClientsWithoutMagicCookieAreTold() {
    receive(asked("INVITE", "1").replace("z9hG4bK1", "1"));
    receive(asked("INVITE", "1").replace("z9hG4bK1", "1"));
    assertThat(user.requests).hasSize(1);
    receive(asked("INVITE", "1").replace("z9hG4bK1", "1").replace("CSeq: 1", "CSeq: 2"));
    assertThat(user.requests).hasSize(2);
  }

  @Test
  void inviteThatComesOnASecondWayIs482() {
    receive(asked("INVITE", "1"));
    receive(asked("INVITE", "2"));
    assertThat(user.requests).hasSize(1);
    assertThat(sent).containsExactly("SIP/2.0 482");
    assertThat(layer.size()).isEqualTo(1);
  }

  @Test
  void tableIsBounded() {
    for (int i = 0; i < 10; i++) {
      receive(asked("INVITE", String.valueOf(i)).replace("CSeq: 1 ", "CSeq: " + i + " "));
      receive(asked("BYE", "b" + i));
    }
    assertThat(user.requests).hasSize(3);
    assertThat(layer.size()).isEqualTo(3);
    assertThat(counters.dropped.sum()).isEqualTo(17);
    assertThat(user.overloads).isEqualTo(8);
  }

  @Test
  void underOverloadNewCallsAreRefusedAndCallsInProgressGoOn() {
    overloaded = true;
    receive(asked("INVITE", "1"));
    assertThat(user.overloads).isEqualTo(1);
    assertThat(user.requests).isEmpty();

    receive(asked("INVITE", "2").replace("To: <sip:c@d>", "To: <sip:c@d>;tag=ours"));
    receive(asked("BYE", "3"));
    assertThat(user.overloads).isEqualTo(1);
    assertThat(user.requests).hasSize(2);
  }

  @Test
  void cancelledTimersDoNotPileUp() {
    for (int i = 0; i < 100_000; i++) {
      timers.after(TimeUnit.HOURS.toNanos(1), () -> {}).cancel();
    }
    assertThat(timers.size()).isLessThan(2_500);
  }

  // ---- over a connection

  @Test
  void overAConnectionNothingIsSentAgainAndNothingLingers() {
    party = SipAddress.parse("tcp:10.0.0.1:6001");
    layer.invite(request("INVITE"), listener);
    pass(31_000);
    assertThat(sent).as("no timer A").containsExactly("INVITE");
    receive(answer(486, "INVITE"));
    pass(1);
    assertThat(layer.size()).as("timer D is 0").isZero();
    sent.clear();
    layer.send(request("BYE"), listener);
    pass(31_000);
    assertThat(sent).as("no timer E").containsExactly("BYE");
    receive(answer(200, "BYE"));
    pass(1);
    assertThat(layer.size()).as("timer K is 0").isZero();
    assertThat(listener.answers).containsExactly(486, 200);
  }

  @Test
  void overAConnectionARequestIsGivenUpByTimersBAndF() {
    party = SipAddress.parse("tcp:10.0.0.1:6001");
    layer.invite(request("INVITE"), listener);
    layer.send(request("BYE"), listener);
    pass(32_001);
    assertThat(listener.failures).containsExactly(408, 408);
    assertThat(layer.size()).isZero();
  }

  @Test
  void overAConnectionAnAnswerIsNotSentAgainAndNothingLingers() {
    party = SipAddress.parse("tcp:10.0.0.1:6001");
    receive(asked("INVITE", "1"));
    user.answer(0, 404);
    pass(31_000);
    assertThat(sent).as("no timer G").containsExactly("SIP/2.0 404");
    receive(asked("ACK", "1"));
    pass(1);
    assertThat(layer.size()).as("timer I is 0").isZero();
    receive(asked("BYE", "2"));
    user.answer(1, 200);
    pass(1);
    assertThat(layer.size()).as("timer J is 0").isZero();
  }

  @Test
  void overAConnectionAnUnacknowledgedFailureEndsByTimerH() {
    party = SipAddress.parse("tcp:10.0.0.1:6001");
    receive(asked("INVITE", "1"));
    user.answer(0, 404);
    pass(31_999);
    assertThat(layer.size()).isEqualTo(1);
    pass(2);
    assertThat(layer.size()).isZero();
  }

  @Test
  void aTransportErrorAfterAWhileIs503AndNothingIsSentAgain() {
    party = SipAddress.parse("tcp:10.0.0.1:6001");
    layer.invite(request("INVITE"), listener);
    pass(3_000);
    undeliverable.run();
    pass(100_000);
    assertThat(listener.failures).containsExactly(503);
    assertThat(sent).containsExactly("INVITE");
    assertThat(layer.size()).isZero();
  }

  @Test
  void aTransportErrorAfterAnAnswerIsNothing() {
    party = SipAddress.parse("tcp:10.0.0.1:6001");
    layer.invite(request("INVITE"), listener);
    receive(answer(180, "INVITE"));
    undeliverable.run();
    pass(1);
    assertThat(listener.failures).isEmpty();
  }

  // ---- tools

  private void pass(long millis) {
    long end = nanos + TimeUnit.MILLISECONDS.toNanos(millis);
    while (nanos < end) {
      nanos += Math.min(timers.untilNextNanos(), end - nanos);
      timers.runDue();
    }
  }

  private void receive(String text) {
    try {
      layer.received(new JainSipCodec().decode(text.getBytes(UTF_8), party));
    } catch (BadMessage e) {
      throw new AssertionError(e);
    }
  }

  private OutgoingRequest request(String method) {
    return new OutgoingRequest(
        method,
        "sip:1001@10.0.0.1:6001",
        "SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKours",
        "z9hG4bKours",
        List.of(),
        "<sip:a@b>;tag=1",
        "<sip:c@d>",
        "call",
        1,
        70,
        List.of(),
        Body.NONE,
        party);
  }

  private static String answer(int status, String method) {
    return "SIP/2.0 "
        + status
        + " Reason\r\nVia: SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKours\r\nFrom: <sip:a@b>;tag=1\r\n"
        + "To: <sip:c@d>;tag=2\r\nCall-ID: call\r\nCSeq: 1 "
        + method
        + "\r\n\r\n";
  }

  private static String asked(String method, String branch) {
    return method
        + " sip:x@10.0.0.50 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.1:6001;branch=z9hG4bK"
        + branch
        + "\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: call\r\nCSeq: 1 "
        + method
        + "\r\nContact: <sip:a@b>\r\n\r\n";
  }

  private static final class Listener implements ClientListener {
    final List<Integer> answers = new ArrayList<>();
    final List<Integer> failures = new ArrayList<>();

    @Override
    public void response(SipResponse response) {
      answers.add(response.status());
    }

    @Override
    public void failed(int status) {
      failures.add(status);
    }
  }

  private static final class User implements TransactionUser {
    final List<SipRequest> requests = new ArrayList<>();
    final List<ServerTransaction> transactions = new ArrayList<>();
    int acks;
    int strays;
    int overloads;

    void answer(int request, int status) {
      transactions
          .get(request)
          .respond(OutgoingResponse.of(requests.get(request).head(), status, "ours"));
    }

    @Override
    public boolean answeredStatelessly(SipRequest request) {
      return false;
    }

    @Override
    public void request(SipRequest request, ServerTransaction transaction) {
      requests.add(request);
      transactions.add(transaction);
    }

    @Override
    public void overload(SipRequest invite) {
      overloads++;
    }

    @Override
    public void ack(SipRequest ack) {
      acks++;
    }

    @Override
    public void strayCancel(Head cancel) {}

    @Override
    public void stray(SipResponse response) {
      strays++;
    }
  }
}
