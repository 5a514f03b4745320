package org.sipha.sip.registrar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.sipha.sip.message.SipAddress;

class WrongPasswordsTest {
  private static final SipAddress SOMEBODY = SipAddress.parse("udp:10.6.6.6:5060");

  @Test
  void attemptsAreToldOnceAMinuteForEachDnWithTheirNumber() {
    AtomicLong now = new AtomicLong();
    WrongPasswords attempts = new WrongPasswords(now::get);
    assertThat(attempts.count("1", SOMEBODY)).isEqualTo(1);
    assertThat(attempts.count("1", SOMEBODY)).isZero();
    assertThat(attempts.count("2", SOMEBODY)).isEqualTo(1);
    now.set(59_999);
    assertThat(attempts.count("1", SOMEBODY)).isZero();
    now.set(60_000);
    assertThat(attempts.count("1", SOMEBODY)).isEqualTo(3);
  }
}
