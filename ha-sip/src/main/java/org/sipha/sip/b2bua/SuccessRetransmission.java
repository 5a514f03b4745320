package org.sipha.sip.b2bua;

import org.jspecify.annotations.Nullable;
import org.sipha.sip.transaction.InviteServerTransaction;
import org.sipha.sip.transaction.SipTimers;
import org.sipha.sip.transaction.TimerValues;

/**
 * Sends a 2xx to an INVITE again until its ACK comes, whatever the transport (RFC 3261 13.3.1.4).
 */
final class SuccessRetransmission {
  private final SipTimers timers;
  private final InviteServerTransaction server;
  private SipTimers.@Nullable Timer next;
  private final SipTimers.Timer end;

  /**
   * Begins after the first sending; {@code unacknowledged} is done when no ACK comes within 64*T1.
   */
  SuccessRetransmission(SipTimers timers, InviteServerTransaction server, Runnable unacknowledged) {
    this.timers = timers;
    this.server = server;
    this.end =
        timers.after(
            TimerValues.TIMEOUT,
            () -> {
              stop();
              unacknowledged.run();
            });
    startNext(TimerValues.T1);
  }

  private void startNext(long nanos) {
    next =
        timers.after(
            nanos,
            () -> {
              server.sendSuccessAgain();
              startNext(Math.min(2 * nanos, TimerValues.T2));
            });
  }

  void stop() {
    end.cancel();
    if (next != null) {
      next.cancel();
    }
    server.successAcknowledged();
  }
}
