package org.sipha.sip.b2bua;

import java.time.Duration;

/**
 * The timers that belong to a call. They count from what the call's record says, so a server that
 * takes a call over goes on with them.
 *
 * @param noAnswer {@code no-answer-timeout}: from the INVITE to the answer, zero without limit
 * @param durationLimit {@code call-duration-limit}: from the answer to the end, zero without limit
 * @param sessionExpiresSeconds {@code session-expires}: the session timer that is asked for where
 *     the parties ask for none (RFC 4028), 0: none
 * @param minSessionExpiresSeconds {@code min-se}: the shortest session timer that is let pass, 90
 *     at least (RFC 4028 5)
 */
public record CallTimerSettings(
    Duration noAnswer,
    Duration durationLimit,
    int sessionExpiresSeconds,
    int minSessionExpiresSeconds) {
  /** The least that RFC 4028 allows. */
  public static final int LEAST_SESSION_EXPIRES_SECONDS = 90;

  /** No timer but those that the parties agree upon. */
  public static final CallTimerSettings OFF =
      new CallTimerSettings(Duration.ZERO, Duration.ZERO, 0, LEAST_SESSION_EXPIRES_SECONDS);

  /** Checks what would make nonsense. */
  public CallTimerSettings {
    if (noAnswer.isNegative()
        || durationLimit.isNegative()
        || sessionExpiresSeconds < 0
        || minSessionExpiresSeconds < LEAST_SESSION_EXPIRES_SECONDS) {
      throw new IllegalArgumentException(
          "no answer %s, duration %s, session-expires %d, min-se %d"
              .formatted(noAnswer, durationLimit, sessionExpiresSeconds, minSessionExpiresSeconds));
    }
  }
}
