package org.sipha.sip.b2bua;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sipha.core.call.Call;
import org.sipha.core.call.CallId;
import org.sipha.core.call.CallState;
import org.sipha.core.call.Leg;
import org.sipha.core.call.UnknownFields;

class LiveCallTest {
  @Test
  void aCallThatIsGoneOnWithIsTheSameAtRestWithWhatANewerVersionHasWritten() {
    Call call =
        new Call(
            CallId.of(1, 1, 7),
            CallState.CONFIRMED,
            true,
            1_000,
            "1001",
            "91555",
            leg("dn:1001", 1),
            leg("trunk:west", 2),
            2_000,
            List.of(1, 2),
            3_000,
            4_000,
            new UnknownFields(new byte[] {8, 3}));

    assertThat(LiveCall.of(call).toCall()).isEqualTo(call);
  }

  private static Leg leg(String destination, int unknown) {
    return new Leg(
        "call-id",
        "local",
        "remote",
        "<sip:l@h>",
        "<sip:r@h>",
        "sip:r@127.0.0.1:9",
        List.of("<sip:proxy;lr>"),
        "udp:127.0.0.1:9",
        destination,
        5,
        6,
        "v=0",
        null,
        new UnknownFields(new byte[] {8, (byte) unknown}));
  }
}
