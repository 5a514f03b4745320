package org.sipha.config;

import static org.sipha.config.option.PairOptions.ADDP_TIMEOUT;
import static org.sipha.config.option.TServerOptions.HA_ANSWER_SYNC_TIMEOUT;
import static org.sipha.config.option.TServerOptions.HA_DRAIN_TIMEOUT;
import static org.sipha.config.option.TServerOptions.HA_START_WAIT;
import static org.sipha.config.option.TServerOptions.MIN_SE;
import static org.sipha.config.option.TServerOptions.SESSION_EXPIRES;
import static org.sipha.config.option.TServerOptions.SIP_VIP_SCRIPT_TIMEOUT;
import static org.sipha.config.option.TServerOptions.SIP_VIP_SCRIPT_UP;

import java.math.BigDecimal;
import java.time.Duration;
import org.sipha.config.Findings.Place;

/**
 * Whether times fit together: a takeover must be over before the parties of a call give up, and one
 * wait mustn't cut off another. Each is a warning and no problem, because the pair works with it
 * until the worst case comes, and an operator may have his reasons.
 */
final class TimingCheck {
  /** 64 times T1: who has had no answer for so long gives up (RFC 3261 17.1.1.2, 17.1.2.2). */
  private static final Duration GIVE_UP = Duration.ofSeconds(32);

  /** T1: who has had no answer for so long sends again (RFC 3261 17.1.1.2, 13.3.1.4). */
  private static final Duration SEND_AGAIN = Duration.ofMillis(500);

  private final SectionValues server;
  private final SectionValues connection;
  private final Findings findings;

  /** Of a file without problems: each time has a value then. */
  TimingCheck(CheckedFile file, Findings findings) {
    this.server = file.tserver();
    this.connection = file.backupSync();
    this.findings = findings;
  }

  void run() {
    checkTakeovers();
    checkWaits();
    checkSessionTimer();
  }

  private void checkTakeovers() {
    Duration script =
        server.isGiven(SIP_VIP_SCRIPT_UP) ? server.get(SIP_VIP_SCRIPT_TIMEOUT) : Duration.ZERO;
    warnOfTakeover(
        connection.place(ADDP_TIMEOUT),
        "a takeover from a peer that has fallen silent",
        connection.get(ADDP_TIMEOUT).plus(script),
        "addp-timeout and the up script");
    warnOfTakeover(
        server.place(SIP_VIP_SCRIPT_TIMEOUT),
        "a switchover",
        server.get(HA_DRAIN_TIMEOUT).plus(script).plus(script),
        "ha-drain-timeout and both scripts");
  }

  private void warnOfTakeover(Place place, String what, Duration time, String parts) {
    if (time.compareTo(GIVE_UP) >= 0) {
      findings.warning(
          place,
          what
              + " can take "
              + seconds(time)
              + " ("
              + parts
              + "), but parties give up after 32 s without an answer: calls that are being set up or ended would be lost");
    }
  }

  private void checkWaits() {
    Duration answer = server.get(HA_ANSWER_SYNC_TIMEOUT);
    Duration drain = server.get(HA_DRAIN_TIMEOUT);
    Duration start = server.get(HA_START_WAIT);
    Duration lost = connection.get(ADDP_TIMEOUT);
    if (answer.compareTo(SEND_AGAIN) >= 0) {
      findings.warning(
          server.place(HA_ANSWER_SYNC_TIMEOUT),
          "parties send again after 500 ms without an answer: while the backup is slow, each answer and each end of a call"
              + " would bring retransmissions");
    }
    if (drain.compareTo(answer) < 0) {
      findings.warning(
          server.place(
              server.isGiven(HA_DRAIN_TIMEOUT) ? HA_DRAIN_TIMEOUT : HA_ANSWER_SYNC_TIMEOUT),
          "ha-drain-timeout, "
              + seconds(drain)
              + ", is less than ha-answer-sync-timeout, "
              + seconds(answer)
              + ": a switchover would be given up while an answer may still wait for the backup");
    }
    if (start.compareTo(lost) < 0) {
      findings.warning(
          server.isGiven(HA_START_WAIT)
              ? server.place(HA_START_WAIT)
              : connection.place(ADDP_TIMEOUT),
          "ha-start-wait, "
              + seconds(start)
              + ", is less than addp-timeout, "
              + seconds(lost)
              + ": a starting server would serve without the calls of a peer whose silence is still allowed");
    }
  }

  private void checkSessionTimer() {
    int expires = server.get(SESSION_EXPIRES);
    int least = server.get(MIN_SE);
    if (expires > 0 && expires < least) {
      findings.warning(
          server.place(SESSION_EXPIRES),
          "is less than min-se, so " + least + " s are asked for instead");
    }
  }

  private static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }
}
