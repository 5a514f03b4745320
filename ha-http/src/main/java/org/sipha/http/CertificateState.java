package org.sipha.http;

import java.time.Instant;

/**
 * A certificate that the server uses since its start.
 *
 * @param option by which it is configured
 * @param subject to whom it is made out
 * @param notAfter the last moment at which it is valid
 * @param daysLeft whole days until then, negative when it has expired
 */
public record CertificateState(String option, String subject, Instant notAfter, long daysLeft) {
  /** With fewer days left it is shown to operators. */
  static final int SOON_DAYS = 30;

  boolean expiresSoon() {
    return daysLeft < SOON_DAYS;
  }
}
