package org.sipha.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sipha.sip.message.BadMessage;
import org.sipha.sip.message.DirectSipCodec;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.JainSipCodec;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipAddress;
import org.sipha.sip.message.SipCodec;
import org.sipha.sip.message.SipMessage;
import org.sipha.sip.message.SipRequest;

/** Parsing and writing of SIP messages. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SipMessages {
  private static final SipAddress SOURCE = SipAddress.parse("udp:10.0.0.9:6001");
  private static final byte[] INVITE = invite().getBytes(UTF_8);
  private static final byte[] OK =
      ("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.50:5060;branch=z9hG4bKb-0000720000001267\r\n"
              + "From: \"Alice\" <sip:1001@10.0.0.50>;tag=b-0000720000001267-1\r\n"
              + "To: <sip:2002@10.0.0.50>;tag=314159\r\nCall-ID: 0000720000001267-5d2c8f1e\r\n"
              + "CSeq: 1 INVITE\r\nContact: <sip:2002@10.0.0.17:5060>\r\nContent-Length: 0\r\n\r\n")
          .getBytes(UTF_8);

  private final SipCodec codec = new DirectSipCodec();
  private final SipCodec jain = new JainSipCodec();
  private final SipRequest request = (SipRequest) parsed(codec, INVITE);

  private static String invite() {
    String sdp =
        "v=0\r\no=- 20518 0 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
            + "m=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n";
    return "INVITE sip:2002@10.0.0.50 SIP/2.0\r\n"
        + "Via: SIP/2.0/UDP 10.0.0.9:6001;branch=z9hG4bK776asdhds;rport\r\nMax-Forwards: 70\r\n"
        + "From: \"Alice\" <sip:1001@10.0.0.50>;tag=1928301774\r\nTo: <sip:2002@10.0.0.50>\r\n"
        + "Call-ID: a84b4c76e66710@10.0.0.9\r\nCSeq: 314159 INVITE\r\n"
        + "Contact: <sip:1001@10.0.0.9:6001>\r\nContent-Type: application/sdp\r\n"
        + "Content-Length: "
        + sdp.length()
        + "\r\n\r\n"
        + sdp;
  }

  private static SipMessage parsed(SipCodec codec, byte[] bytes) {
    try {
      return codec.decode(bytes, SOURCE);
    } catch (BadMessage e) {
      throw new IllegalStateException(e);
    }
  }

  /** A request with a body. */
  @Benchmark
  public SipMessage parseInvite() {
    return parsed(codec, INVITE);
  }

  /** The same by the library that reads what isn't well-formed (ADR 11). */
  @Benchmark
  public SipMessage parseInviteByJain() {
    return parsed(jain, INVITE);
  }

  /** A response. */
  @Benchmark
  public SipMessage parseResponse() {
    return parsed(codec, OK);
  }

  /** A response to that request. */
  @Benchmark
  public byte[] writeResponse() {
    return OutgoingResponse.of(
            request.head(), 200, "tag", new Header("Contact", "<sip:2002@10.0.0.50>"))
        .encode();
  }
}
