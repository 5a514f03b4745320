package org.sipha.sip.b2bua;

import java.util.List;
import java.util.function.Consumer;
import org.sipha.core.call.EndReason;
import org.sipha.core.call.Ending;
import org.sipha.sip.message.Body;
import org.sipha.sip.message.Header;
import org.sipha.sip.message.SipResponse;
import org.sipha.sip.transaction.ClientListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a party by an OPTIONS within the dialog whether it still has the call. 481, and 408 (no
 * answer), end the call; any other answer says that it has it, and so does a request of its own.
 */
final class PartyCheck {
  private static final Logger LOG = LoggerFactory.getLogger(PartyCheck.class);
  private static final int NO_SUCH_CALL = 481;
  private static final int NO_ANSWER = 408;

  private PartyCheck() {}

  /** What became of the question. */
  enum Outcome {
    /** The party has the call. */
    HAS_IT,
    /** The call has ended, by this or meanwhile. */
    ENDED,
    /** The party couldn't be reached, so nothing is known. */
    NOT_REACHED
  }

  /** Asks; the outcome comes later, on the SIP loop. */
  static void ask(Agent agent, LiveCall call, Dialog party, Consumer<Outcome> then) {
    long seen = party.remoteCSeq();
    call.began();
    agent
        .layer()
        .send(
            party.request(
                "OPTIONS",
                agent.local(),
                List.of(new Header("Accept", "application/sdp")),
                Body.NONE),
            new ClientListener() {
              @Override
              public void response(SipResponse response) {
                if (!response.isProvisional()) {
                  answered(response.status(), Outcome.HAS_IT);
                }
              }

              @Override
              public void failed(int status) {
                answered(status, Outcome.NOT_REACHED);
              }

              private void answered(int status, Outcome otherwise) {
                call.finished();
                boolean hasSpoken = party.remoteCSeq() != seen;
                if (!call.isEnded() && !hasSpoken && denies(status)) {
                  end(agent, call, party, status);
                }
                then.accept(
                    call.isEnded() ? Outcome.ENDED : hasSpoken ? Outcome.HAS_IT : otherwise);
              }
            });
    agent.calls().usedCSeq(call);
  }

  private static boolean denies(int status) {
    return status == NO_SUCH_CALL || status == NO_ANSWER;
  }

  private static void end(Agent agent, LiveCall call, Dialog party, int status) {
    LOG.info("call {}: {} answers {} to the check, so it ends", call.id, party.callId, status);
    EndReason reason =
        status == NO_SUCH_CALL ? EndReason.LOST_AT_PARTY : EndReason.PARTY_UNREACHABLE;
    Hangup.byServer(agent, call, new Ending(reason, status));
  }
}
