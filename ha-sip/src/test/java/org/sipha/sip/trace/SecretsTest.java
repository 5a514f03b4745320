package org.sipha.sip.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Authorization: Digest username=\"1001\", response=\"6629fae4\", uri=\"sip:h\""
            + "|Authorization: Digest username=\"1001\", response=***, uri=\"sip:h\"",
        "proxy-authorization : DIGEST response=6629fae4|proxy-authorization : DIGEST response=***",
        "Authorization: Digest response=\"6629fae4|Authorization: Digest response=***",
        "Authorization: Basic MTAwMTpzZWNyZXQ=|Authorization: Basic ***",
        "Authorization: Bearer abc.def|Authorization: Bearer ***",
        "To: <sip:1001:secret@10.0.0.1>|To: <sip:1001:***@10.0.0.1>",
        "INVITE sips:1001:secret@host SIP/2.0|INVITE sips:1001:***@host SIP/2.0",
        "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"
            + "|a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***",
        "k=base64:c2VjcmV0|k=base64:***",
        "k=prompt|k=prompt***",
        "a=key-mgmt:mikey AQAFgM0X|a=key-mgmt:mikey ***",
        // nothing to hide
        "Contact: <sip:1001@10.0.0.1:6001>|Contact: <sip:1001@10.0.0.1:6001>",
        "WWW-Authenticate: Digest realm=\"sipha\", nonce=\"42\""
            + "|WWW-Authenticate: Digest realm=\"sipha\", nonce=\"42\"",
      })
  void isMasked(String line, String shown) {
    String before = "OPTIONS sip:h SIP/2.0\r\n";
    assertThat(Secrets.masked(before + line + "\r\nSubject: x\r\n"))
        .isEqualTo(before + shown + "\r\nSubject: x\r\n");
  }

  @Test
  void headerOverSeveralLinesIsMasked() {
    String head = "REGISTER sip:h SIP/2.0\r\nAuthorization: Digest username=\"1001\",\r\n";
    assertThat(Secrets.masked(head + "\trealm=\"r\", response=\"6629fae4\",\r\n uri=\"sip:h\"\r\n"))
        .isEqualTo(head + "\trealm=\"r\", response=***,\r\n uri=\"sip:h\"\r\n");
  }
}
