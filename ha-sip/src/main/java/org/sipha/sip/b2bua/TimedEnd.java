package org.sipha.sip.b2bua;

import java.util.Optional;
import org.sipha.core.call.CallId;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;

/** Ends a call whose time is up (SPEC 4, timers). */
final class TimedEnd {
  private final Agent agent;

  TimedEnd(Agent agent) {
    this.agent = agent;
  }

  /** A deadline of the call has come; it may have been put off meanwhile. */
  void due(CallId id) {
    Optional<LiveCall> found = agent.calls().find(id).filter(call -> !call.isEnded());
    found.ifPresent(
        call -> {
          long now = agent.calls().epochMillis();
          if (call.nextTimerMillis() == 0 || call.nextTimerMillis() > now) {
            agent.calls().arm(call);
          } else {
            end(call, now);
          }
        });
  }

  private void end(LiveCall call, long now) {
    InviteRelay relay = call.relay;
    if (call.isAnswered()) {
      boolean isSessionOver = call.hasSessionExpired(now);
      Hangup.byServer(
          agent,
          call,
          Ending.of(isSessionOver ? EndReason.SESSION_EXPIRED : EndReason.DURATION_LIMIT));
    } else if (relay != null) {
      relay.silent();
    }
  }
}
