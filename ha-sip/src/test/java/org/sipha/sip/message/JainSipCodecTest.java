package org.sipha.sip.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import gov.nist.javax.sip.header.SIPHeaderNamesCache;
import java.lang.reflect.Field;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JainSipCodecTest extends SipCodecTest {
  JainSipCodecTest() {
    super(new JainSipCodec());
  }

  /** JAIN-SIP keeps the names that it is shown, and whoever sends them could fill the memory. */
  @Test
  void madeUpNamesAreNotKept() throws Exception {
    Field field = SIPHeaderNamesCache.class.getDeclaredField("lowercaseMap");
    field.setAccessible(true);
    Map<?, ?> kept = (Map<?, ?>) field.get(null);
    for (int i = 0; i < 100; i++) {
      String message = SampleMessages.INVITE.replace("Subject", "X-Made-Up-" + i);
      new JainSipCodec().decode(message.getBytes(UTF_8), SipAddress.parse("udp:10.0.0.1:6001"));
    }
    assertThat(kept.keySet()).noneMatch(name -> name.toString().contains("Made-Up"));
  }
}
