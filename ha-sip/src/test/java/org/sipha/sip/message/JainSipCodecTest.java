package org.sipha.sip.message;

class JainSipCodecTest extends SipCodecTest {
  JainSipCodecTest() {
    super(new JainSipCodec());
  }
}
