package org.sipha.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipRequest;

class RobustnessTest {
  private static final long SEED = 20_261_122L;

  /** {@code -Dsipha.fuzz.messages=N} for more, or fewer. */
  private static final int MESSAGES = Integer.getInteger("sipha.fuzz.messages", 100_000);

  @SuppressWarnings("StringConcatToTextBlock") // lines of SIP end with CRLF
  private static final String EXTENSIONS =
      "RAck: 1 101 INVITE\r\nRequire: 100rel\r\nSupported: 100rel, replaces\r\n"
          + "Refer-To: <sip:9555@10.0.0.50>\r\nReplaces: a@b;to-tag=c;from-tag=d\r\n"
          + "Event: refer;id=7\r\nSubscription-State: active\r\nAllow: INVITE, PRACK\r\n";

  private final SipHarness sip = new SipHarness();
  private final Mutator mutator = new Mutator(SEED);

  @Test
  void mutatedMessagesHarmNobodyButTheirSender() {
    sip.talk();
    String tag = sip.core.call().a().localTag();
    sip.lose(
        "SIP/2.0 400",
        "SIP/2.0 505"); // repeats the malformed header, as it should, and so can't be parsed
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = mutator.mutated(template(i, tag).getBytes(ISO_8859_1));
      SipAddress source = i % 2 == 0 ? sip.alice.address : sip.stranger.address;
      sip.engine.received(message, source);
      leaveRoom(i);
    }
    assertThat(sip.counters.parseErrors.sum()).isGreaterThan(MESSAGES / 4);
    assertThat(sip.counters.dropped.sum()).as("errors of our own").isZero();

    sip.alice.clear();
    sip.bob.clear();
    sip.passMillis(400_000);
    sip.alice.clear();
    sip.bob.clear();
    sip.alice.invite("1002");
    sip.bob.answer(sip.bob.expectRequest("INVITE"), 180);
    sip.alice.expectResponse(180);
  }

  @Test
  void mutatedRequestsWithinACallAndAnswersToItsInviteHarmNobodyElse() {
    SipRequest invite = sip.ring();
    Call call = sip.core.call();
    sip.lose("SIP/2.0 400", "SIP/2.0 505");
    String[] methods = {"PRACK", "UPDATE", "REFER", "NOTIFY", "MESSAGE", "INVITE"};
    for (int i = 0; i < MESSAGES; i++) {
      String request =
          template(i * 3 + 1, call.a().localTag())
              .replaceFirst("^(?s:.*?)\r\n", methods[i % 6] + " sip:1002@10.0.0.50 SIP/2.0\r\n")
              .replaceFirst("Call-ID: .*", "Call-ID: " + call.a().callId())
              .replaceFirst("CSeq: .*", "CSeq: " + (1_000 + i) + " " + methods[i % 6])
              .replaceFirst("Content-Type", EXTENSIONS + "Content-Type");
      sip.engine.received(mutator.mutated(request.getBytes(ISO_8859_1)), sip.alice.address);
      sip.engine.received(mutator.mutated(provisional(invite, i)), sip.bob.address);
      leaveRoom(i);
    }
    assertThat(sip.counters.requestsSent.sum()).as("relayed").isGreaterThan(MESSAGES / 50);
    assertThat(sip.counters.responsesSent().get(0)).as("relayed").isGreaterThan(MESSAGES / 50);
    assertThat(sip.counters.dropped.sum()).as("errors of our own").isZero();

    sip.lose();
    sip.passMillis(400_000);
    sip.alice.clear();
    sip.bob.clear();
    sip.carol.invite("1002");
    sip.bob.answer(sip.bob.expectRequest("INVITE"), 180);
    sip.carol.expectResponse(180);
  }

  /** Now and then time passes, so that the table of transactions doesn't fill. */
  private void leaveRoom(int messages) {
    if (messages % 2_000 == 1_999) {
      sip.passMillis(40_000);
    }
  }

  private static byte[] provisional(SipRequest invite, int i) {
    String text =
        "SIP/2.0 18"
            + i % 4
            + " Progress\r\nVia: "
            + invite.head().vias().get(0)
            + ("\r\nFrom: " + invite.head().from() + "\r\nTo: " + invite.head().to())
            + (";tag=t" + i % 20 + "\r\nCall-ID: " + invite.head().callId())
            + ("\r\nCSeq: 1 INVITE\r\nRequire: 100rel\r\nRSeq: " + i)
            + "\r\nContact: <sip:1002@10.0.0.2:6002>\r\nContent-Length: 0\r\n\r\n";
    return text.getBytes(ISO_8859_1);
  }

  private static String template(int i, String tag) {
    String[] methods = {"INVITE", "BYE", "ACK", "CANCEL", "OPTIONS", "INFO", "REGISTER"};
    String method = methods[i % methods.length];
    String start = i % 5 == 0 ? "SIP/2.0 200 OK\r\n" : method + " sip:1002@10.0.0.50 SIP/2.0\r\n";
    return start
        + "Via: SIP/2.0/UDP 10.0.0.1:6001;rport;branch=z9hG4bK-m"
        + i
        + "\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: \"A\" <sip:1001@10.0.0.1:6001>;tag=tag-1001\r\n"
        + "To: <sip:1002@10.0.0.50:5060>"
        + (i % 3 == 0 ? "" : ";tag=" + tag)
        + "\r\n"
        + "Call-ID: m"
        + i
        + "@test\r\n"
        + "CSeq: "
        + (1_000 + i)
        + " "
        + method
        + "\r\n"
        + "Contact: <sip:1001@10.0.0.1:6001>\r\n"
        + "Record-Route: <sip:10.0.0.1:6001;lr>\r\n"
        + "Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n";
  }
}
