package org.sipha.http;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Delays;

/**
 * What the SIP side of a server counts, at a moment. Counters count from the start of the process.
 *
 * @param secondsWithoutTraffic whole seconds since something came to the service address, or since
 *     it was opened if nothing has come yet; null while this server doesn't serve SIP
 * @param requestsReceived SIP requests read, without retransmissions
 * @param requestsSent SIP requests written, without retransmissions
 * @param answersReceived SIP responses read, by class, the first is 1xx; retransmissions included
 * @param answersSent SIP responses written, by class, the first is 1xx; without retransmissions
 * @param retransmissionsReceived requests and responses read again
 * @param retransmissionsSent requests and responses written again
 * @param malformed messages that could not be understood, answered or dropped
 * @param callsAbandoned calls that the caller gave up before they were answered
 * @param unrecordedEnds calls that ended before their call detail record was on disk
 * @param transactions SIP transactions that are open now
 * @param registeredDns DNs with at least one contact, configured or registered
 * @param registrations contacts registered now (RFC 3261 10)
 * @param expiredRegistrations registrations that ran out without being renewed
 * @param transports addresses at which SIP is served now, one for each of UDP, TCP and TLS
 * @param queueing how long messages that were read waited to be handled
 * @param queueToCallManager events on their way from the node to the call logic, waiting
 * @param queueFromCallManager events on their way from the call logic to the node, waiting
 * @param queueFromTransport messages read and not handled yet
 * @param queueToTransport messages handed over for writing and not written yet
 * @param trunks every configured trunk, in the order of the names
 */
public record SipFigures(
    @Nullable Long secondsWithoutTraffic,
    long requestsReceived,
    long requestsSent,
    List<Long> answersReceived,
    List<Long> answersSent,
    long retransmissionsReceived,
    long retransmissionsSent,
    long malformed,
    long callsAbandoned,
    long unrecordedEnds,
    int transactions,
    int registeredDns,
    int registrations,
    long expiredRegistrations,
    int transports,
    Delays queueing,
    int queueToCallManager,
    int queueFromCallManager,
    int queueFromTransport,
    int queueToTransport,
    List<Trunk> trunks) {
  /** Copies the lists. */
  public SipFigures {
    answersReceived = List.copyOf(answersReceived);
    answersSent = List.copyOf(answersSent);
    trunks = List.copyOf(trunks);
  }

  /**
   * A configured trunk.
   *
   * @param name as in {@code [trunk:NAME]}
   * @param inService whether calls are sent to it
   * @param currentCalls calls with a leg on it now
   * @param capacity calls that it takes at most, 0 without a limit
   */
  public record Trunk(String name, boolean inService, int currentCalls, int capacity) {}
}
