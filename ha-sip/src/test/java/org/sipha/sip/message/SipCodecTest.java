package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // lines of SIP end with CRLF
abstract class SipCodecTest {
  private static final SipAddress SOURCE = SipAddress.parse("udp:10.0.0.1:6001");
  private static final String INVITE =
      "INVITE sip:1002@10.0.0.50;user=phone SIP/2.0\r\n"
          + "v: SIP/2.0/UDP phone.example:6001;rport;branch=z9hG4bK1, SIP/2.0/UDP"
          + " a.b;branch=z9hG4bK2\r\n"
          + "f: \"A, B;tag=no\" <sip:a@x.y;p=1> ; tag=Tt1\r\n"
          + "To: sip:1002@10.0.0.50\r\n"
          + "i: abc@def\r\n"
          + "CSeq: 17 INVITE\r\n"
          + "m: <sip:a@10.0.0.1:6001;ob>;q=0.5\r\n"
          + "Record-Route: <sip:p1;lr>, <sip:p2;lr>\r\n"
          + "X-Long: bar,\r\n"
          + "  folded\r\n"
          + "Subject: h\u00e4llo\r\n"
          + "c: application/sdp\r\n"
          + "l: 5\r\n\r\n"
          + "v=0\r\n";

  private final SipCodec codec;

  SipCodecTest(SipCodec codec) {
    this.codec = codec;
  }

  private SipMessage decode(String text) throws BadMessage {
    return codec.decode(text.getBytes(UTF_8), SOURCE);
  }

  @Test
  void requestIsTakenApart() throws Exception {
    SipRequest invite = (SipRequest) decode(INVITE);
    assertThat(invite.method()).isEqualTo("INVITE");
    assertThat(invite.uri()).isEqualTo("sip:1002@10.0.0.50;user=phone");
    assertThat(invite.maxForwards()).isEqualTo(70);
    Head head = invite.head();
    assertThat(head.vias()).hasSize(2);
    assertThat(head.via().responseAddress("udp")).contains(SOURCE);
    assertThat(head.from()).isEqualTo("\"A, B;tag=no\" <sip:a@x.y;p=1> ; tag=Tt1");
    assertThat(head.fromTag()).isEqualTo("Tt1");
    assertThat(head.to()).isEqualTo("sip:1002@10.0.0.50");
    assertThat(head.toTag()).isNull();
    assertThat(head.callId()).isEqualTo("abc@def");
    assertThat(head.cseq()).isEqualTo(17);
    assertThat(head.contact()).isEqualTo("sip:a@10.0.0.1:6001;ob");
    assertThat(head.recordRoutes()).containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
    assertThat(invite.headers()).contains(new Header("X-Long", "bar, folded"));
    assertThat(invite.headers()).contains(new Header("Subject", "h\u00e4llo"));
    assertThat(invite.body().sdpText()).isEqualTo("v=0\r\n");
  }

  @Test
  void whatIsWrittenCanBeRead() throws Exception {
    SipRequest invite = (SipRequest) decode(INVITE);
    byte[] ringing = OutgoingResponse.of(invite.head(), 180, "ours").encode();
    SipResponse read = (SipResponse) codec.decode(ringing, SOURCE);
    assertThat(read.status()).isEqualTo(180);
    assertThat(read.head().vias()).isEqualTo(invite.head().vias());
    assertThat(read.head().recordRoutes()).isEqualTo(invite.head().recordRoutes());
    assertThat(read.head().toTag()).isEqualTo("ours");
    assertThat(read.head().from()).isEqualTo(invite.head().from());
  }

  @Test
  void anAnswerToARequestWithACommentInItsViaCanBeRead() throws Exception {
    SipRequest invite =
        (SipRequest)
            decode(INVITE.replace(":6001;rport;branch=z9hG4bK1", " (6001;branch=z9hG4bK1)"));
    byte[] ringing = OutgoingResponse.of(invite.head(), 180, "ours").encode();
    assertThat(new String(ringing, UTF_8)).contains("Via: SIP/2.0/UDP phone.example;received=");
    assertThat(codec.decode(ringing, SOURCE).head().via().received()).isEqualTo("10.0.0.1");
  }

  @Test
  void viaSaysWhereTheRequestReallyCameFrom() throws Exception {
    String plain = INVITE.replace(";rport", "");
    Via without = decode(plain).head().via();
    assertThat(without.received()).isEqualTo("10.0.0.1");
    assertThat(without.rport()).isEqualTo(-1);
    Via lied = decode(INVITE.replace(";rport", ";received=6.6.6.6;rport=66")).head().via();
    assertThat(lied.responseAddress("udp")).contains(SOURCE);
    Via same =
        decode(
                plain
                    .replace("phone.example", "10.0.0.1;received=6.6.6.6")
                    .replace("10.0.0.1;received=6.6.6.6:6001", "10.0.0.1:6001;received=6.6.6.6"))
            .head()
            .via();
    assertThat(same.received()).isNull();
  }

  @Test
  void viaOfAnIpv6PartySaysWhereItReallyCameFrom() throws Exception {
    String written = INVITE.replace("phone.example:6001", "[2001:DB8::9]:6001");
    SipAddress source = SipAddress.parse("udp:[2001:db8::1]:6009");
    SipRequest invite = (SipRequest) codec.decode(written.getBytes(UTF_8), source);
    assertThat(invite.head().via().responseAddress("udp")).contains(source);
    byte[] answer = OutgoingResponse.of(invite.head(), 180, "ours").encode();
    SipResponse read = (SipResponse) codec.decode(answer, SOURCE);
    assertThat(read.head().via().responseAddress("udp")).contains(source);
    assertThat(read.head().via().responseAddress("tcp"))
        .as("a connection's port is nobody's any more")
        .contains(SipAddress.parse("tcp:[2001:db8::1]:6001"));
    Via same =
        ((SipRequest)
                codec.decode(
                    written.replace(";rport", "").getBytes(UTF_8),
                    SipAddress.parse("udp:[2001:db8:0::9]:6001")))
            .head()
            .via();
    assertThat(same.responseAddress("udp")).contains(SipAddress.parse("udp:[2001:db8::9]:6001"));
  }

  @Test
  void keptViaCanBeReadAgain() throws Exception {
    Head head = decode(INVITE).head();
    assertThat(codec.via(head.vias().get(0))).isEqualTo(head.via());
    assertThatThrownBy(() -> codec.via("nonsense")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void emptyLinesBeforeAMessageAreIgnored() throws Exception {
    assertThat(decode("\r\n\r\n" + INVITE)).isInstanceOf(SipRequest.class);
  }

  @Test
  void whatIsBeyondTheContentLengthIsIgnored() throws Exception {
    assertThat(decode(INVITE + "rest").body().sdpText()).isEqualTo("v=0\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CSeq: 17 INVITE|CSeq: x INVITE",
        "CSeq: 17 INVITE|CSeq: 17 BYE",
        "CSeq: 17 INVITE|CSeq: 4294967296 INVITE",
        "To: sip:1002@10.0.0.50|To: <sip:1002@10.0.0.50",
        "l: 5|l: 500",
        "l: 5|l: -5",
        "Subject: h|Max-Forwards: 300",
        "Subject: h|Call-ID: second",
        "Subject: h|Sub\\\0ject: h",
        "Subject: h|From: <sip:b@c>;tag=2",
        "phone.example:6001|phone.example:60018452",
      })
  void malformedRequestIs400(String good, String bad) {
    assertThat(answerTo(INVITE.replace(good, bad))).startsWith("SIP/2.0 400 ");
  }

  @Test
  void otherVersionIs505() {
    assertThat(answerTo(INVITE.replace("user=phone SIP/2.0", "user=phone SIP/3.0")))
        .startsWith("SIP/2.0 505 ");
  }

  /** RFC 4475 3.1.2.8 to 3.1.2.10. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "INVITE  sip:a@b SIP/2.0",
        "INVITE sip:a@b",
        "INVITE sip:a@b SIP/2.0 ",
        "INVITE sip:a; b@c SIP/2.0"
      })
  void requestWithAMalformedStartLineIs400(String startLine) {
    assertThat(answerTo(INVITE.replace("INVITE sip:1002@10.0.0.50;user=phone SIP/2.0", startLine)))
        .startsWith("SIP/2.0 400 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIP/2.0 2x0 OK", "SIP/2.0 700 Too much", "\u0001\u0002\u0003", ""})
  void whatIsNotSipIsMetWithSilence(String startLine) {
    assertThat(answerTo(INVITE.replace("INVITE sip:1002@10.0.0.50;user=phone SIP/2.0", startLine)))
        .isEmpty();
  }

  @Test
  void requestThatCannotBeAnsweredIsMetWithSilence() {
    assertThat(answerTo(INVITE.replaceAll("(?m)^v: .*\r\n", ""))).isEmpty();
    assertThat(answerTo(INVITE.replace("INVITE", "ACK").replace("l: 5", "l: 500"))).isEmpty();
    assertThat(answerTo(INVITE.replace("INVITE sip", "ACK  sip").replace("INVITE", "ACK")))
        .isEmpty();
  }

  /** RFC 4475 3.3.1: as far as it names itself. */
  @ParameterizedTest
  @ValueSource(strings = {"i: abc@def\r\n", "CSeq: 17 INVITE\r\n", "To: sip:1002@10.0.0.50\r\n"})
  void requestThatLacksAHeaderIs400(String header) {
    String name = header.startsWith("i:") ? "Call-ID" : header.substring(0, header.indexOf(':'));
    assertThat(answerTo(INVITE.replace(header, "")))
        .startsWith("SIP/2.0 400 ")
        .contains("\r\nVia: ")
        .doesNotContain("\r\n" + name + ": ");
  }

  @Test
  void badResponseIsMetWithSilence() {
    String ok = "SIP/2.0 200 OK\r\n" + INVITE.substring(INVITE.indexOf("v:"));
    assertThat(answerTo(ok.replace("CSeq: 17 INVITE", "CSeq: x INVITE"))).isEmpty();
    assertThat(answerTo(ok.replace("To: sip:1002@10.0.0.50\r\n", ""))).isEmpty();
  }

  @Test
  void limitsAreAppliedBeforeParsing() {
    String start = INVITE.substring(0, INVITE.indexOf("X-Long"));
    assertRefused(start + "X: " + "y".repeat(8_192) + "\r\n\r\n", "longer than");
    assertRefused(start + "X: y\r\n".repeat(200) + "\r\n", "more than 200");
    assertRefused(start + ("X: " + "y".repeat(2_000) + "\r\n").repeat(40) + "\r\n", "bytes");
    assertRefused(start + "X: " + "a\r\n b".repeat(3_000) + "\r\n\r\n", "longer than");
    assertRefused(start + "X: a\rVia: b\r\n\r\n", "control character");
  }

  private void assertRefused(String text, String reason) {
    assertThatThrownBy(() -> decode(text))
        .isInstanceOf(BadMessage.class)
        .hasMessageContaining(reason);
  }

  private String answerTo(String text) {
    BadMessage refused = catchThrowableOfType(BadMessage.class, () -> decode(text));
    assertThat(refused).as(text).isNotNull();
    byte[] answer = Objects.requireNonNull(refused).answer();
    return answer == null ? "" : new String(answer, UTF_8);
  }
}
