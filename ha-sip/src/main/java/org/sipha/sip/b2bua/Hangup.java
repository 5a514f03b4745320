package org.sipha.sip.b2bua;

import java.util.List;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.OutgoingResponse;
import org.sipha.sip.message.SipRequest;
import org.sipha.sip.transaction.ClientListener;
import org.sipha.sip.transaction.ServerTransaction;

/** The end of a call by a BYE (RFC 3261 15). */
final class Hangup {
  private Hangup() {}

  /**
   * A party hangs up. The other one is told first and the core second: so there is no moment at
   * which the end is known to the backup and the other party's BYE was never sent. The answer waits
   * for the backup and not for the other party: whatever that says, also 481, the call is over.
   */
  static void by(
      Agent agent, LiveCall call, Dialog party, SipRequest bye, ServerTransaction transaction) {
    InviteRelay relay = call.relay;
    boolean otherIsInCall = relay == null || relay.hungUp(party);
    if (otherIsInCall) {
      agent
          .layer()
          .send(
              call.other(party).request("BYE", agent.local(), RelayedHeaders.of(bye), bye.body()),
              ClientListener.NONE);
    }
    OutgoingResponse ok = OutgoingResponse.of(bye.head(), 200, null);
    EndReason reason =
        !call.isAnswered()
            ? EndReason.CANCELLED
            : party == call.a ? EndReason.CALLER_HUNG_UP : EndReason.CALLEE_HUNG_UP;
    agent.calls().ended(call, Ending.of(reason), () -> transaction.respond(ok));
  }

  /** This server ends a call that has been answered. */
  static void byServer(Agent agent, LiveCall call, Ending ending) {
    InviteRelay relay = call.relay;
    if (relay != null) {
      relay.hungUp(relay.inviter);
    }
    tell(agent, call.a);
    tell(agent, call.b);
    agent.calls().ended(call, ending);
  }

  /** Sends a BYE of our own. */
  static void tell(Agent agent, Dialog party) {
    agent
        .layer()
        .send(party.request("BYE", agent.local(), List.of(), Body.NONE), ClientListener.NONE);
  }
}
