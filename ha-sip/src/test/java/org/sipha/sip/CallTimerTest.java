package org.sipha.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallRecord;
import org.sipha.core.call.EndReason;
import org.sipha.sip.b2bua.CallTimerSettings;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.message.SipResponse;

class CallTimerTest {
  private static final String TIMER_HEADERS = "Supported: timer\r\n";

  private SipHarness sip = new SipHarness();
  private Telephone alice = sip.alice;
  private Telephone bob = sip.bob;

  private void server(int noAnswer, int durationLimit, int sessionExpires, int minSe) {
    sip =
        new SipHarness(
            new CallTimerSettings(
                Duration.ofSeconds(noAnswer),
                Duration.ofSeconds(durationLimit),
                sessionExpires,
                minSe));
    alice = sip.alice;
    bob = sip.bob;
  }

  private static @Nullable String value(SipMessage message, String name) {
    Optional<Header> found = message.headers().stream().filter(h -> h.is(name)).findFirst();
    return found.map(Header::value).orElse(null);
  }

  private EndReason reason() {
    return sip.records.only().ending().reason();
  }

  /** Alice calls Bob; each sends these headers with INVITE and 2xx. Returns the 2xx. */
  private SipResponse talk(String asked, String answered) {
    alice.extraHeaders = asked;
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    bob.extraHeaders = answered;
    bob.answer(invite, 200, "v=0 1002\r\n");
    SipResponse success = alice.expectResponse(200);
    alice.extraHeaders = "";
    bob.extraHeaders = "";
    alice.ack();
    bob.expectRequest("ACK");
    return success;
  }

  private void bothHearBye() {
    alice.answer(alice.expectRequest("BYE"), 200);
    bob.answer(bob.expectRequest("BYE"), 200);
  }

  // ---- no answer

  @Test
  void aCallThatIsNotAnsweredInTimeIsGivenUp() {
    server(30, 0, 0, 90);
    SipRequest invite = sip.ring();
    sip.passMillis(29_900);
    alice.expectNothing();
    sip.passMillis(101);
    alice.ackFailure(alice.expectResponse(408));
    bob.expectRequest("CANCEL");
    bob.answer(invite, 487);
    assertThat(reason()).isEqualTo(EndReason.NO_ANSWER);
  }

  @Test
  void aCalleeThatNeverRingsIsGivenUpInTime() {
    server(5, 0, 0, 90);
    alice.invite("1002");
    bob.expectRequest("INVITE");
    sip.passMillis(5_001);
    alice.expectResponse(100);
    alice.expectResponse(408);
    assertThat(reason()).isEqualTo(EndReason.NO_ANSWER);
  }

  @Test
  void theTimeToAnswerGoesOnAfterATakeover() {
    server(30, 0, 0, 90);
    sip.ring();
    sip.passMillis(20_000);
    sip.takeOver();
    alice.expectResponse(180);
    sip.passMillis(9_900);
    alice.expectNothing();
    sip.passMillis(101);
    alice.expectResponse(408);
    bob.expectRequest("CANCEL");
  }

  @Test
  void anAnswerInTimeEndsTheWait() {
    server(30, 0, 0, 90);
    sip.talk();
    sip.passMillis(600_000);
    alice.expectNothing();
    assertThat(sip.core.calls()).hasSize(1);
    assertThat(sip.engine.timers().size()).isZero();
  }

  // ---- duration

  @Test
  void aCallLastsNoLongerThanItMay() {
    server(0, 3_600, 0, 90);
    SipRequest invite = sip.ring();
    sip.passMillis(10_000);
    bob.answer(invite, 200, "v=0 1002\r\n");
    alice.expectResponse(200);
    alice.ack();
    bob.expectRequest("ACK");
    sip.passMillis(3_599_000);
    alice.expectNothing();
    assertThat(sip.engine.agent().liveCalls()).isZero();
    sip.passMillis(1_001);
    bothHearBye();
    assertThat(reason()).isEqualTo(EndReason.DURATION_LIMIT);
    assertThat(sip.core.calls()).isEmpty();
  }

  @Test
  void theDurationCountsFromTheAnswerAlsoAfterATakeover() {
    server(0, 3_600, 0, 90);
    sip.talk();
    sip.passMillis(3_000_000);
    sip.takeOver();
    sip.passMillis(599_000);
    alice.expectNothing();
    sip.passMillis(1_001);
    bothHearBye();
    assertThat(sip.records.only().durationMillis()).isEqualTo(3_600_000);
  }

  @Test
  void takingOverDecodesNoCallForItsTimer() {
    server(0, 3_600, 0, 90);
    sip.talk();
    int before = sip.core.codec.decoded;
    sip.takeOver();
    assertThat(sip.core.codec.decoded).isEqualTo(before);
    sip.passMillis(3_600_001);
    bothHearBye();
  }

  @Test
  void aDeadlineThatPassedWhileNobodyServedIsKeptAtOnce() {
    server(0, 3_600, 0, 90);
    sip.talk();
    sip.passMillis(10_000);
    sip.clock.advanceNanos(Duration.ofHours(2).toNanos());
    sip.takeOver();
    sip.passMillis(1);
    bothHearBye();
  }

  @Test
  void aCallThatEndedHasNoTimer() {
    server(0, 3_600, 0, 90);
    sip.talk();
    alice.bye();
    bob.answer(bob.expectRequest("BYE"), 200);
    alice.expectResponse(200);
    sip.passMillis(4_000_000);
    alice.expectNothing();
    assertThat(sip.engine.timers().size()).isZero();
  }

  @Test
  void aCallThatCameFromThePeerKeepsItsTimer() {
    server(0, 20, 0, 90);
    sip.talk();
    CallRecord elsewhere = sip.core.table.remove(sip.core.call().id()).orElseThrow();
    sip.takeOver();
    sip.core.table.put(elsewhere);
    sip.engine.agent().adopted(elsewhere.id());
    sip.passMillis(20_001);
    bothHearBye();
  }

  @Test
  void aHoldThatIsGoingOnEndsWithTheCall() {
    server(0, 3_600, 0, 90);
    sip.talk();
    sip.passMillis(3_599_900);
    alice.reInvite("v=0 hold\r\n");
    bob.expectRequest("INVITE");
    sip.passMillis(101);
    alice.expectResponse(487);
    bothHearBye();
  }

  // ---- session timer

  @Test
  void theSessionTimerIsAgreedBetweenTheParties() {
    alice.extraHeaders = TIMER_HEADERS + "Session-Expires: 1800;refresher=uac\r\nMin-SE: 120\r\n";
    alice.invite("1002");
    SipRequest invite = bob.expectRequest("INVITE");
    assertThat(value(invite, "Supported")).isEqualTo("timer");
    assertThat(value(invite, "Session-Expires")).isEqualTo("1800;refresher=uac");
    assertThat(value(invite, "Min-SE")).isEqualTo("120");
    bob.extraHeaders = "Require: timer\r\nSession-Expires: 1200;refresher=uac\r\n";
    bob.answer(invite, 200, "v=0 1002\r\n");
    SipResponse success = alice.expectResponse(200);
    assertThat(value(success, "Require")).isEqualTo("timer");
    assertThat(value(success, "Session-Expires")).isEqualTo("1200;refresher=uac");
    assertThat(sip.core.call().sessionExpiresAtMillis())
        .isEqualTo(sip.clock.epochMillis() + 1_200_000);
  }

  @Test
  void aSessionThatNobodyRefreshesIsEnded() {
    talk(TIMER_HEADERS + "Session-Expires: 90\r\n", "Session-Expires: 90;refresher=uas\r\n");
    sip.passMillis(89_900);
    alice.expectNothing();
    sip.passMillis(101);
    bothHearBye();
    assertThat(reason()).isEqualTo(EndReason.SESSION_EXPIRED);
  }

  @Test
  void aRefreshByReInviteFromTheCalleePutsTheEndOff() {
    talk(TIMER_HEADERS + "Session-Expires: 90\r\n", "Session-Expires: 90;refresher=uas\r\n");
    sip.passMillis(45_000);
    bob.extraHeaders = TIMER_HEADERS + "Session-Expires: 90;refresher=uac\r\n";
    bob.reInvite("v=0 same\r\n");
    SipRequest invite = alice.expectRequest("INVITE");
    assertThat(value(invite, "Session-Expires")).isEqualTo("90;refresher=uac");
    alice.extraHeaders = "Session-Expires: 90;refresher=uac\r\nRequire: timer\r\n";
    alice.answer(invite, 200, "v=0 same\r\n");
    assertThat(value(bob.expectResponse(200), "Require")).isEqualTo("timer");
    bob.ack();
    alice.expectRequest("ACK");
    sip.passMillis(89_900);
    alice.expectNothing();
    sip.passMillis(101);
    bothHearBye();
  }

  @Test
  void aRefreshByUpdatePutsTheEndOffAlsoAtTheNextServer() {
    talk(TIMER_HEADERS + "Session-Expires: 90\r\n", "Session-Expires: 90;refresher=uac\r\n");
    sip.passMillis(45_000);
    alice.extraHeaders = TIMER_HEADERS + "Session-Expires: 90;refresher=uac\r\n";
    alice.request("UPDATE", "");
    SipRequest update = bob.expectRequest("UPDATE");
    bob.extraHeaders = "Session-Expires: 90;refresher=uac\r\nRequire: timer\r\n";
    bob.answer(update, 200);
    assertThat(value(alice.expectResponse(200), "Session-Expires")).isEqualTo("90;refresher=uac");
    sip.takeOver();
    sip.passMillis(89_900);
    alice.expectNothing();
    sip.passMillis(101);
    bothHearBye();
  }

  @Test
  void aCallerThatKnowsTimersRefreshesForACalleeThatDoesNot() {
    SipResponse success = talk(TIMER_HEADERS + "Session-Expires: 1800\r\n", "");
    assertThat(value(success, "Session-Expires")).isEqualTo("1800;refresher=uac");
    assertThat(value(success, "Require")).isEqualTo("timer");
  }

  @Test
  void partiesThatKnowNoTimerHaveNone() {
    server(0, 0, 1_800, 90);
    SipResponse success = talk("", "");
    assertThat(value(success, "Session-Expires")).isNull();
    assertThat(sip.core.call().sessionExpiresAtMillis()).isZero();
  }

  @Test
  void theServerAsksForATimerWhereTheCallerDoesNot() {
    server(0, 0, 1_800, 90);
    SipResponse success = talk("", "Session-Expires: 1800;refresher=uas\r\n");
    assertThat(value(success, "Session-Expires")).isEqualTo("1800;refresher=uas");
    assertThat(value(success, "Require")).isNull();
    sip.passMillis(1_800_001);
    bothHearBye();
  }

  @Test
  void theServerAsksForNoLessThanTheCallerAllows() {
    server(0, 0, 1_800, 90);
    alice.extraHeaders = TIMER_HEADERS + "Min-SE: 3600\r\n";
    alice.invite("1002");
    assertThat(value(bob.expectRequest("INVITE"), "Session-Expires")).isEqualTo("3600");
  }

  @Test
  void aTimerThatIsTooBriefIsRefusedWithTheLeast() {
    server(0, 0, 0, 120);
    alice.extraHeaders = TIMER_HEADERS + "Session-Expires: 100\r\n";
    alice.invite("1002");
    SipResponse refused = alice.expectResponse(422);
    assertThat(value(refused, "Min-SE")).isEqualTo("120");
    bob.expectNothing();
  }

  @Test
  void aRefreshThatIsTooBriefIsRefusedAndLeavesTheTimer() {
    server(0, 0, 0, 120);
    talk(TIMER_HEADERS + "Session-Expires: 120\r\n", "Session-Expires: 120;refresher=uac\r\n");
    long expires = sip.core.call().sessionExpiresAtMillis();
    alice.extraHeaders = TIMER_HEADERS + "Session-Expires: 100\r\n";
    alice.request("UPDATE", "");
    assertThat(value(alice.expectResponse(422), "Min-SE")).isEqualTo("120");
    bob.expectNothing();
    assertThat(sip.core.call().sessionExpiresAtMillis()).isEqualTo(expires);
  }

  @Test
  void aTimerThatIsTooBriefIsMadeLongerForACallerThatKnowsNone() {
    server(0, 0, 0, 120);
    alice.extraHeaders = "Session-Expires: 100\r\n";
    alice.invite("1002");
    assertThat(value(bob.expectRequest("INVITE"), "Session-Expires")).isEqualTo("120");
  }

  @Test
  void aTimerThatIsNoNumberIsABadRequest() {
    alice.extraHeaders = TIMER_HEADERS + "Session-Expires: soon\r\n";
    alice.invite("1002");
    alice.expectResponse(400);
    bob.expectNothing();
  }

  @Test
  void theCalleesLeastIsToldToTheCaller() {
    alice.extraHeaders = TIMER_HEADERS + "Session-Expires: 100\r\n";
    alice.invite("1002");
    bob.extraHeaders = "Min-SE: 900\r\n";
    bob.answer(bob.expectRequest("INVITE"), 422);
    assertThat(value(alice.expectResponse(422), "Min-SE")).isEqualTo("900");
  }

  @Test
  void requiringTimersIsFineAndAnythingElseIsNamed() {
    alice.extraHeaders = "Require: timer\r\nSession-Expires: 1800\r\n";
    alice.invite("1002");
    assertThat(value(bob.expectRequest("INVITE"), "Require")).isEqualTo("timer");

    SipHarness other = new SipHarness();
    other.alice.extraHeaders = "Require: timer, path\r\n";
    other.alice.invite("1002");
    assertThat(value(other.alice.expectResponse(420), "Unsupported")).isEqualTo("path");
  }

  @Test
  void anAnswerThatSwitchesTheTimerOffEndsIt() {
    talk(TIMER_HEADERS + "Session-Expires: 90\r\n", "Session-Expires: 90;refresher=uas\r\n");
    bob.request("UPDATE", "");
    alice.answer(alice.expectRequest("UPDATE"), 200);
    bob.expectResponse(200);
    sip.passMillis(200_000);
    alice.expectNothing();
    bob.expectNothing();
  }
}
