package org.sipha.sip;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.CallId;
import org.sipha.sip.message.SipAddress;

class MessageLogTest {
  private final SipHarness sip = new SipHarness();

  @BeforeEach
  void on() {
    sip.messages.switchTo(true);
  }

  @Test
  void theSignallingOfACallIsDrawnAsALadder() {
    sip.talk();
    CallId call = sip.core.call().id();
    sip.bob.bye();
    sip.alice.answer(sip.alice.expectRequest("BYE"), 200);

    assertThat(rungs(call))
        .containsExactly(
            "|-- INVITE (SDP) ------------------->|                                    |",
            "|                                    |-- INVITE (SDP) ------------------->|",
            "|                                    |<------- 180 Answer 180 to INVITE --|",
            "|<------- 180 Answer 180 to INVITE --|                                    |",
            "|                                    |<- 200 Answer 200 to INVITE (SDP) --|",
            "|<- 200 Answer 200 to INVITE (SDP) --|                                    |",
            "|-- ACK ---------------------------->|                                    |",
            "|                                    |-- ACK ---------------------------->|",
            "|                                    |<---------------------------- BYE --|",
            "|<---------------------------- BYE --|                                    |",
            "|                                    |-- 200 OK to BYE ------------------>|",
            "|-- 200 Answer 200 to BYE ---------->|                                    |");
  }

  @Test
  void aCallOfWhichOnlyTheEndIsKeptIsDrawnTheSameWayRound() {
    sip.talk();
    CallId call = sip.core.call().id();
    sip.takeOver();
    forgetWhatIsKept();
    sip.bob.bye();

    assertThat(rungs(call).get(0))
        .isEqualTo("|                                    |<---------------------------- BYE --|");
  }

  @Test
  void callsAreToldApart() {
    sip.talk();
    CallId first = sip.core.call().id();
    sip.alice.bye();
    sip.bob.answer(sip.bob.expectRequest("BYE"), 200);
    sip.alice.expectResponse(200);
    sip.talk();

    assertThat(rungs(first)).filteredOn(rung -> rung.contains("-- INVITE (SDP)")).hasSize(2);
    assertThat(rungs(sip.core.call().id())).noneMatch(rung -> rung.contains(" BYE"));
  }

  @Test
  void whatIsKeptIsBounded() {
    sip.talk();
    CallId call = sip.core.call().id();
    assertThat(sip.messages.ladder(call)).isPresent();

    forgetWhatIsKept();

    assertThat(sip.messages.ladder(call)).isEmpty();
  }

  @Test
  void nothingIsKeptWhileItIsOff() {
    sip.messages.switchTo(false);
    sip.talk();

    assertThat(sip.messages.ladder(sip.core.call().id())).isEmpty();
  }

  /** So many others come that there is room for nothing else. */
  private void forgetWhatIsKept() {
    byte[] large = ("NOTIFY sip:x SIP/2.0\r\n\r\n" + "x".repeat(60_000)).getBytes(UTF_8);
    SipAddress from = SipAddress.parse("udp:10.0.0.7:5060");
    for (int i = 0; i < 200; i++) {
      sip.messages.received(large, from);
    }
  }

  private List<String> rungs(CallId call) {
    return sip.messages
        .ladder(call)
        .orElseThrow()
        .lines()
        .skip(3)
        .map(line -> line.substring(line.indexOf('|'), line.lastIndexOf('|') + 1))
        .toList();
  }
}
