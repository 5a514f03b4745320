package org.sipha.sip;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sipha.core.node.Delays;

/**
 * What the SIP side has done since the process started, and what it has to do now.
 *
 * @param serving whether the service address is open
 * @param transports how many of UDP, TCP and TLS are served now
 * @param secondsWithoutTraffic whole seconds since something came to the service address, or since
 *     it was opened if nothing has come yet; null while it isn't open
 * @param callsCreated calls set up by this process, answered or not
 * @param callsAbandoned of them, those whose caller gave up before the answer
 * @param unrecordedEnds calls that ended before their call detail record was on disk
 * @param expiredRegistrations contacts that expired without being registered again
 * @param registeredDns DNs with a contact of any kind, configured or registered
 * @param registrations contacts that are registered
 * @param callsInWork calls in the SIP loop's own memory: being set up, changed or ended, or not yet
 *     settled
 * @param transactions transactions in memory
 * @param requestsReceived without retransmissions
 * @param requestsSent without retransmissions
 * @param responsesReceived by class, the first is 1xx; retransmissions too
 * @param responsesSent by class, the first is 1xx; without retransmissions
 * @param retransmissionsReceived requests and responses received again
 * @param retransmissionsSent requests and responses sent again
 * @param parseErrors messages that weren't SIP, or out of limits
 * @param dropped messages dropped because a queue or table was full, handling them failed or the
 *     server might not speak
 * @param limited messages dropped because their address, which is no configured place's, sent too
 *     many
 * @param queueing how long messages waited for the loop
 * @param queueIn messages that wait for the loop
 * @param queueOut answers that wait for the backup's confirmation
 * @param trunks each configured trunk
 */
public record SipStatistics(
    boolean serving,
    int transports,
    @Nullable Long secondsWithoutTraffic,
    long callsCreated,
    long callsAbandoned,
    long unrecordedEnds,
    long expiredRegistrations,
    int registeredDns,
    int registrations,
    int callsInWork,
    int transactions,
    long requestsReceived,
    long requestsSent,
    List<Long> responsesReceived,
    List<Long> responsesSent,
    long retransmissionsReceived,
    long retransmissionsSent,
    long parseErrors,
    long dropped,
    long limited,
    Delays queueing,
    int queueIn,
    int queueOut,
    List<TrunkStatistics> trunks) {
  /** Copies the lists. */
  public SipStatistics {
    responsesReceived = List.copyOf(responsesReceived);
    responsesSent = List.copyOf(responsesSent);
    trunks = List.copyOf(trunks);
  }

  /**
   * A trunk.
   *
   * @param currentCalls calls on it; after a takeover those that the directory scan has already
   *     come upon
   * @param capacity 0 without limit
   */
  public record TrunkStatistics(String name, int currentCalls, int capacity) {}
}
