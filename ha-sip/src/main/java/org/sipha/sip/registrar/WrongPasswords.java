package org.sipha.sip.registrar;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.sipha.sip.message.SipAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells an operator of attempts with wrong passwords: the first at once, further ones at most once
 * a minute for each DN, with their number. Bounded by the configured DNs.
 */
final class WrongPasswords {
  private static final Logger LOG = LoggerFactory.getLogger(WrongPasswords.class);
  private static final long PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private final LongSupplier epochMillis;
  private final Map<String, Attempts> byDn = new HashMap<>();

  private static final class Attempts {
    long untold;
    long quietUntil;
  }

  WrongPasswords(LongSupplier epochMillis) {
    this.epochMillis = epochMillis;
  }

  /** One more; the number that is told now, 0 if nothing is. */
  long count(String dn, SipAddress source) {
    Attempts attempts = byDn.computeIfAbsent(dn, any -> new Attempts());
    attempts.untold++;
    long now = epochMillis.getAsLong();
    if (now < attempts.quietUntil) {
      return 0;
    }
    long told = attempts.untold;
    attempts.untold = 0;
    attempts.quietUntil = now + PAUSE_MILLIS;
    LOG.warn(
        "wrong password or user name for DN {} from {}, {} since the last line", dn, source, told);
    return told;
  }
}
