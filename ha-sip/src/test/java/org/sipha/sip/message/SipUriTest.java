package org.sipha.sip.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipUriTest {
  /** The examples of RFC 3261 19.1.4 that a registrar may meet, and others. */
  @ParameterizedTest
  @CsvSource({
    "sip:%61lice@atlanta.com;transport=TCP, sip:alice@AtLanTa.CoM;Transport=tcp, true",
    "sip:carol@chicago.com, sip:carol@chicago.com;newparam=5, true",
    "sip:carol@chicago.com;newparam=5, sip:carol@chicago.com;security=on, true",
    "SIP:ALICE@AtLanTa.CoM;Transport=udp, sip:alice@AtLanTa.CoM;Transport=UDP, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:5060, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com;transport=udp, false",
    "sip:bob@biloxi.com, sip:bob@biloxi.com:6000;transport=tcp, false",
    "sip:carol@chicago.com;security=off, sip:carol@chicago.com;security=on, false",
    "sip:bob@biloxi.com, sips:bob@biloxi.com, false",
    "sip:biloxi.com, sip:bob@biloxi.com, false",
    "sip:bob@192.0.2.4, sip:bob@phone21.boxesbybob.com, false"
  })
  void isEquivalentAsTheRfcSays(String one, String other, boolean expected) {
    assertThat(SipUri.parse(one).isEquivalentTo(SipUri.parse(other))).isEqualTo(expected);
    assertThat(SipUri.parse(other).isEquivalentTo(SipUri.parse(one))).isEqualTo(expected);
  }
}
