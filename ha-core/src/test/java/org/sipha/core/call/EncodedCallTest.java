package org.sipha.core.call;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedCallTest {
  private static final byte[] SAYS_WHAT_MOST_SAY =
      ("\u0008\u0001\u0012\u0004 1-4711@10.0.0.9 t-0000720000001267-1 as58f4201b <sip:2002@10.0.0.50>"
              + "v=0\r\no=- 20518 0 IN IP4 10.0.0.9\r\ns=-\r\nc=IN IP4 10.0.0.9\r\nt=0 0\r\n"
              + "m=audio 40000 RTP/AVP 0 8 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
              + "a=rtpmap:101 telephone-event/8000\r\na=sendrecv\r\n udp:10.0.0.9:6001 dn:1001")
          .getBytes(US_ASCII);

  private final CallPacker packer = new CallPacker();

  @Test
  void packedItSaysTheSame() {
    EncodedCall call = new EncodedCall(SAYS_WHAT_MOST_SAY);

    EncodedCall packed = call.packed(packer);

    assertThat(packed).isEqualTo(call).hasSameHashCodeAs(call);
    assertThat(packed.bytes()).isEqualTo(SAYS_WHAT_MOST_SAY);
    assertThat(packed.length()).isEqualTo(SAYS_WHAT_MOST_SAY.length);
  }

  @Test
  void packedItTakesHalfTheRoomAtMost() {
    assertThat(packer.pack(SAYS_WHAT_MOST_SAY).length).isLessThan(SAYS_WHAT_MOST_SAY.length / 2);
  }

  @Test
  void whatIsPackedIsNotPackedAgain() {
    EncodedCall packed = new EncodedCall(SAYS_WHAT_MOST_SAY).packed(packer);

    assertThat(packed.packed(packer)).isSameAs(packed);
  }

  @Test
  void whatCanNotBePackedStaysAsItIs() {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);

    for (byte[] bytes : new byte[][] {{}, {1}, noise}) {
      EncodedCall call = new EncodedCall(bytes);
      assertThat(call.packed(packer)).isSameAs(call);
    }
  }

  @Test
  void oneAfterTheOtherIsPackedAsIfItWereTheFirst() {
    byte[] first = packer.pack(SAYS_WHAT_MOST_SAY);

    packer.pack(new byte[10_000]);

    assertThat(packer.pack(SAYS_WHAT_MOST_SAY)).isEqualTo(first);
  }
}
