package org.sipha.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;

class ProtobufCallCodecTest {
  private final ProtobufCallCodec codec = new ProtobufCallCodec();

  @Test
  void aCallSurvivesEncodingWithAllThatItHasAndLacks() {
    for (Call call : new Call[] {Samples.call(), Samples.ringing()}) {
      assertThat(codec.decode(codec.encode(call))).isEqualTo(call);
    }
  }

  @Test
  void uriOfTheCallerIsKeptOnceWhenBothLegsHaveIt() {
    String encoded = new String(codec.encode(Samples.call()), StandardCharsets.ISO_8859_1);

    assertThat(encoded.split("\"Alice\" <sip:1001@10.0.0.50>", -1)).hasSize(2);
  }

  @Test
  void anOrdinaryCallTakesLittleMoreThanItsText() {
    Call call = Samples.call();

    assertThat(codec.encode(call).length)
        .isBetween(Samples.OFFER.length() + Samples.ANSWER.length(), 1_200);
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> codec.decode("INVITE sip:x".getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> codec.decode(new byte[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
